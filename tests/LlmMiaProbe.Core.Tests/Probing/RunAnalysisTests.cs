using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class RunAnalysisTests
{
    private static readonly string[] Texts = ["One text.", "Another Text", "A third, longer text of more than one window.", "FOUR", "", "naïve café"];

    [Fact]
    public async Task Scoring_again_without_models_gives_the_same_bytes()
    {
        using var scene = new ProbeScene(Texts);
        var run = await scene.RunAsync();
        var before = scene.ResultOf(run);
        var opened = scene.Activity.Opened;
        File.Delete(scene.CorpusPath);
        var evaluation = new RunAnalysis(scene.Store).Analyze(run);
        Assert.Equal(before, scene.ResultOf(run));
        Assert.Equal(opened, scene.Activity.Opened);
        Assert.Equal(evaluation.ToJson(), scene.Store.FindEvaluation(run));
    }

    [Fact]
    public async Task Other_attacks_on_the_same_evidence_make_a_new_run_and_leave_the_first_as_it_is()
    {
        using var scene = new ProbeScene(Texts);
        var run = await scene.RunAsync();
        var before = scene.ResultOf(run);
        var other = scene.Rescore(run, "zlib,max-k(k=0.5)");
        Assert.Equal(run, scene.Record(other).Parent);
        Assert.Equal(RunStatus.Finished, scene.Record(other).Status);
        Assert.Equal((0, scene.Record(run).Counts.Scored), (scene.Record(other).Counts.TokensDecoded, scene.Record(other).Counts.Cached));
        Assert.Equal(["zlib", "max-k(k=0.5)"], scene.Evaluation(other).Attacks.Select(attack => attack.Attack));
        Assert.Equal(["max-k(k=0.5)", "zlib"], scene.Store.ReadScores(other).Select(score => score.Attack).Distinct());
        Assert.Equal(before, scene.ResultOf(run));

        // All that the first one gathered is there for a third.
        var third = scene.Rescore(other, string.Join(',', ProbeScene.AllKinds));
        Assert.Equal(other, scene.Record(third).Parent);
        Assert.Equal(scene.Evaluation(run).ToJson(), scene.Evaluation(third).ToJson());
        Assert.Equal(scene.Store.ReadScores(run), scene.Store.ReadScores(third));
    }

    [Fact]
    public async Task A_run_that_did_not_finish_is_not_computed_again()
    {
        using var scene = new ProbeScene(Texts);
        var run = await scene.RunInterruptedAsync(afterTexts: 1);
        var error = Assert.Throws<ConfigurationException>(() => scene.Rescore(run, "loss"));
        Assert.Equal($"Run {run} did not finish, so there is nothing to compute again: 'mia-probe resume {run}' goes on with it.", error.Message);
        Assert.Single(scene.Store.ListRuns());
    }

    [Theory]
    [InlineData("lowercase", "target/lowercase")]
    [InlineData("loss,reference-ratio", "reference/plain")]
    public async Task An_attack_without_its_evidence_is_refused_and_nothing_is_lost(string attacks, string missing)
    {
        using var scene = new ProbeScene(Texts, attacks: ["loss"]);
        var run = await scene.RunAsync();
        var before = scene.ResultOf(run);
        var error = Assert.Throws<ConfigurationException>(() => scene.Rescore(run, attacks));
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
        Assert.Single(scene.Store.ListRuns());
        Assert.Equal(before, scene.ResultOf(run));
    }

    [Fact]
    public void A_run_that_does_not_exist_is_refused()
    {
        using var scene = new ProbeScene(Texts);
        Assert.Throws<ConfigurationException>(() => new RunAnalysis(scene.Store).Analyze(3));
    }

    [Fact]
    public async Task Different_tokenizers_are_compared_per_byte()
    {
        using var scene = new ProbeScene(Texts, reference: new ScriptedModel("reference") { Tokenizer = ScriptedTokenizer.Words }, attacks: ["reference-difference", "reference-ratio"]);
        var run = await scene.RunAsync();
        var evidence = scene.Store.ReadEvidence(run).ToDictionary(entry => entry.Document.Ordinal);
        var scored = scene.Store.ReadScores(run).Where(score => score.Score.Value is not null).ToList();
        Assert.Equal(10, scored.Count);
        foreach (var score in scored)
        {
            var target = evidence[score.Ordinal].Evidence["target/plain"].LogProb.Sum(lp => (double)lp);
            var reference = evidence[score.Ordinal].Evidence["reference/plain"].LogProb.Sum(lp => (double)lp);
            var bytes = System.Text.Encoding.UTF8.GetByteCount(Texts[(int)score.Ordinal]);
            var expected = score.Attack == "reference-ratio" ? -target / reference : (target - reference) / bytes;
            Assert.Equal(expected, score.Score.Value ?? double.NaN, 1e-12);
        }
    }

    [Fact]
    public async Task Equal_tokenizers_are_compared_per_token()
    {
        using var scene = new ProbeScene(Texts, attacks: ["reference-difference"]);
        var run = await scene.RunAsync();
        var evidence = scene.Store.ReadEvidence(run).ToDictionary(entry => entry.Document.Ordinal);
        foreach (var score in scene.Store.ReadScores(run).Where(score => score.Score.Value is not null))
        {
            var target = evidence[score.Ordinal].Evidence["target/plain"].LogProb.Average(lp => (double)lp);
            var reference = evidence[score.Ordinal].Evidence["reference/plain"].LogProb.Average(lp => (double)lp);
            Assert.Equal(target - reference, score.Score.Value ?? double.NaN, 1e-12);
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("member", "")]
    [InlineData("member", "unknown")]
    [InlineData("nonmember", "nonmember")]
    public async Task Without_both_labels_there_is_a_reason_and_no_AUC(string first, string second)
    {
        using var scene = new ProbeScene([], attacks: ["loss"]);
        scene.WriteCorpus([("One", first), ("Two", second)]);
        var run = await scene.RunAsync();
        var loss = Assert.Single(scene.Evaluation(run).Attacks);
        Assert.Null(loss.Auc);
        Assert.False(string.IsNullOrWhiteSpace(loss.AucReason));
        Assert.All(loss.TprAtFpr, tpr => Assert.Null(tpr.Estimate));
    }

    [Fact]
    public async Task Memorised_documents_are_told_from_the_others_and_ranked_first()
    {
        var texts = Enumerable.Range(0, 20).Select(i => $"Document number {i} of twenty.").ToList();
        var target = new ScriptedModel("target") { Memorised = [.. texts.Where((_, i) => i % 2 == 0)] };
        using var scene = new ProbeScene(texts, target);
        var evaluation = scene.Evaluation(await scene.RunAsync());
        Assert.All(evaluation.Attacks, attack => Assert.Equal(1, attack.Auc?.Value));
        Assert.Equal("reference-difference", evaluation.LeadingAttack);
        Assert.All(evaluation.Top, document => Assert.Equal(Membership.Member, document.Label));
        Assert.Equal(evaluation.Top.OrderByDescending(document => document.Score), evaluation.Top);
    }

    [Fact]
    public async Task Every_document_counts_once_by_label_and_once_by_attack()
    {
        using var scene = new ProbeScene(Texts);
        var evaluation = scene.Evaluation(await scene.RunAsync());
        Assert.Equal(new LabelCounts(3, 3, 0), evaluation.Labels);
        Assert.All(evaluation.Attacks, attack =>
            Assert.Equal(Texts.Length, attack.Members + attack.NonMembers + attack.Unknown + attack.NotApplicable.Sum(count => count.Count)));
    }
}
