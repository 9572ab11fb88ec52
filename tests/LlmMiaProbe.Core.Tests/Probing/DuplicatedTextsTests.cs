using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class DuplicatedTextsTests
{
    private const int Copies = 12;

    [Fact]
    public async Task Five_texts_given_many_times_make_no_discoveries_and_every_sentence_says_so()
    {
        using var scene = Scene();
        var run = await scene.RunAsync();
        var evaluation = scene.Evaluation(run);
        var decisions = evaluation.Decisions.First(attack => attack.Attack == evaluation.LeadingAttack);
        Assert.Equal((0, 1 / 6.0, 5), (decisions.Discoveries, decisions.SmallestPValue, decisions.Strata[0].CalibrationUnits));
        Assert.Equal(Resolution.Of(evaluation.Design), Resolution.Of(decisions, .1));
        Assert.Contains("60 calibration documents in 5 groups of near-duplicates; smallest reachable p: 0.17", DiscoveryStatement.Of(decisions, .1), StringComparison.Ordinal);
        Assert.Contains("60 calibration documents in 5 groups of near-duplicates; the smallest reachable p-value is 0.17", DesignStatement.Of(evaluation.Design), StringComparison.Ordinal);
        Assert.Contains("With 5 groups of non-members no p-value can be smaller than 0.17, so none of 30 documents", DesignStatement.Warning(evaluation.Design, decisions), StringComparison.Ordinal);
        var attack = evaluation.Attacks.First(one => one.Attack == evaluation.LeadingAttack);
        Assert.All(attack.TprAtFpr, tpr => Assert.Contains("there are 60, of 5 different texts", tpr.Reason, StringComparison.Ordinal));
        Assert.InRange((attack.Auc?.High - attack.Auc?.Low) ?? 0, .3, 1);
        Assert.Contains("there are 30 and 5", evaluation.Collection?.Reason, StringComparison.Ordinal);
        Assert.Equal((30, 5, true), (evaluation.Collection?.Scores?.First, evaluation.Collection?.Scores?.Second, evaluation.Collection?.Scores?.HasCopies));
        Assert.All(evaluation.Top, document => Assert.EndsWith("of 5 different texts", document.Statement, StringComparison.Ordinal));

        // Scores and decisions are computed again from the store alone, and each document's are the same as the run's.
        var before = scene.ResultOf(run);
        File.Delete(scene.CorpusPath);
        new RunAnalysis(scene.Store).Analyze(run);
        Assert.Equal(before, scene.ResultOf(run));
        var read = RunDecisions.Read(scene.Store, run);
        Assert.All(evaluation.Top, document => Assert.Equal(
            document.PValue, read.Find(scene.Store.ReadDocuments(run).First(other => other.Id == document.Document).Ordinal, decisions.Attack)?.PValue));
    }

    [Fact]
    public async Task A_run_of_an_earlier_version_knows_equal_texts()
    {
        using var scene = Scene();
        var run = await scene.RunAsync();
        var evaluation = scene.Evaluation(run);
        scene.Store.SetEvaluation(run, (evaluation with { Health = evaluation.Health! with { Copies = null } }).ToJson());
        new RunAnalysis(scene.Store).Analyze(run);
        Assert.All(scene.Evaluation(run).Decisions, decisions => Assert.Equal(1 / 6.0, decisions.SmallestPValue));
    }

    // 30 members, and five texts of non-members twelve times each.
    private static ProbeScene Scene()
    {
        var random = new Random(5);
        string Text() => string.Join(' ', Enumerable.Range(0, 12).Select(_ => $"w{random.Next(500)}"));
        var members = Enumerable.Range(0, 30).Select(_ => Text()).ToList();
        var others = Enumerable.Range(0, 5).Select(_ => Text()).ToList();
        var scene = new ProbeScene([], new ScriptedModel("target") { ContextLength = 300 }, attacks: ["loss", "min-k(k=0.2)"]);
        scene.WriteCorpus([.. members.Select(text => (text, "member")), .. others.SelectMany(text => Enumerable.Repeat((text, "nonmember"), Copies))]);
        return scene;
    }
}
