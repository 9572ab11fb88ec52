using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class RunHeadlineTests
{
    private static readonly string[] Texts = ["One text.", "Another Text", "A third, longer text of more than one window.", "FOUR", "", "naïve café"];

    [Fact]
    public async Task The_headline_depends_on_the_attacks_and_not_on_their_order_or_results()
    {
        using var scene = new ProbeScene(Texts, attacks: ["loss", "min-k(k=0.1)"]);
        scene.Settings = scene.Settings with { Reference = null };
        Assert.Equal(["min-k(k=0.1)"], scene.Evaluation(await scene.RunAsync()).Headline.Attacks);
        scene.Settings = scene.Settings with { Attacks = ["min-k(k=0.1)", "loss"] };
        Assert.Equal(["min-k(k=0.1)"], scene.Evaluation(await scene.RunAsync()).Headline.Attacks);
    }

    [Fact]
    public async Task Other_attacks_afterwards_do_not_change_the_headline()
    {
        using var scene = new ProbeScene(Texts, attacks: ["reference-difference", "loss", "zlib"]);
        var run = await scene.RunAsync();
        var headline = scene.Evaluation(run).Headline;
        var again = scene.Evaluation(scene.Rescore(run, "zlib,loss"));
        Assert.Equal(headline.Attacks, again.Headline.Attacks);
        Assert.Equal(["reference-difference"], again.Headline.Attacks);
        Assert.Equal("zlib", again.LeadingAttack);
        Assert.Equal("No headline attack was scored; zlib and all others are exploratory.", again.HeadlineSentence);
        Assert.Equal("reference-difference", scene.Evaluation(run).LeadingAttack);
    }

    [Fact]
    public async Task Data_health_is_there_before_anything_is_scored_and_stays_without_texts_and_files()
    {
        using var scene = new ProbeScene(Enumerable.Range(0, 24).Select(i => $"Document {i}"));
        scene.Settings = scene.Settings with { KeepText = false };
        var run = await scene.RunInterruptedAsync(afterTexts: 1);
        var before = scene.Evaluation(run);
        Assert.False(before.IsComplete);
        Assert.Equal((12, 12), (before.Health?.Labels?.First, before.Health?.Labels?.Second));

        await scene.Runner().ResumeAsync(run, default);
        var json = scene.Store.FindEvaluation(run);
        File.Delete(scene.CorpusPath);
        var again = new RunAnalysis(scene.Store).Analyze(run);
        Assert.True(again.IsComplete);
        Assert.NotNull(again.Health?.Labels?.Words.Auc);
        Assert.Equal(json, again.ToJson());
    }

    [Fact]
    public async Task Members_are_ranked_and_decided_upon_when_there_is_no_unknown_document()
    {
        var texts = Enumerable.Range(0, 40).Select(i => $"Document number {i} of forty.").ToList();
        using var scene = new ProbeScene(texts, new ScriptedModel("target") { Memorised = [.. texts.Where((_, i) => i % 2 == 0)] });
        scene.Settings = scene.Settings with { FalseDiscoveryRate = .1 };
        var evaluation = scene.Evaluation(await scene.RunAsync());
        Assert.Equal((Membership.Member, 20, 20), (evaluation.Design.Tested, evaluation.Design.TestedCount, evaluation.Design.CalibrationCount));
        Assert.All(evaluation.Decisions, attack => Assert.Equal((20, 0, 20, 20), (attack.Tested, attack.WithoutScore, attack.Calibration, attack.Discoveries)));
        Assert.All(evaluation.Top, document => Assert.Equal((Membership.Member, 1 / 21.0, true), (document.Label, document.PValue, document.IsDiscovery)));
    }
}
