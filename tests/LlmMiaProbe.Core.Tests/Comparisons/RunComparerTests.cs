using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Core.Tests.Extraction;
using LlmMiaProbe.Core.Tests.Probing;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Gates;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Comparisons;

public sealed class RunComparerTests
{
    private static readonly string[] s_texts = [.. Enumerable.Range(0, 24).Select(i => $"text {i} tells of {i * 7919 % 1000} things")];

    [Fact]
    public async Task Over_the_same_documents_the_aucs_are_those_of_the_runs_and_the_change_is_their_difference()
    {
        using var scene = await TwoModelsAsync();
        var comparison = new RunComparer(scene.Store).Compare(1, 2);

        Assert.Equal(new PairingCounts(24, 0, 0, 0), comparison.Pairing);
        Assert.Equal(scene.Evaluation(2).Attacks.Select(attack => attack.Attack).Order(), comparison.Attacks.Select(attack => attack.Attack).Order());
        Assert.All(comparison.Attacks, change =>
        {
            var (before, after) = (Auc(scene.Evaluation(1), change.Attack), Auc(scene.Evaluation(2), change.Attack));
            Assert.Equal((before, after, 12, 12), (change.Earlier ?? -1, change.Later ?? -1, change.Members, change.NonMembers));
            Assert.Equal(after - before, change.Change?.Value ?? -1, 12);
            Assert.InRange(change.Change?.Value ?? -1, change.Change?.Low - .2 ?? 0, change.Change?.High + .2 ?? 0);
        });
        var loss = comparison.Attacks.Single(attack => attack.Attack == "loss");
        Assert.True(loss.Change is { Low: > 0 }, $"{loss.Change}");
        Assert.Matches(@"^The AUC of loss is higher in run 2 than in run 1: [.\d]+ against \.\d{3} over the 24 labelled documents of both, change \+\.\d{3} \(95% interval \+\.\d{3} – \+\.\d{3}\)\.$", ChangeStatement.Of(loss, 1, 2));
        Assert.Empty(comparison.Warnings);
    }

    [Fact]
    public async Task Documents_that_only_the_later_model_scores_above_the_non_members_are_newly_exposed_and_the_other_way_round_newly_safe()
    {
        using var scene = await TwoModelsAsync();
        var comparison = new RunComparer(scene.Store).Compare(1, 2);
        var exposure = Assert.Single(comparison.Exposure);

        var leading = scene.Evaluation(2).LeadingAttack ?? "";
        string[] Found(long run) => [.. scene.Store.ReadDocuments(run).Where(document => RunDecisions.Read(scene.Store, run).Find(document.Ordinal, leading) is { IsDiscovery: true }).Select(document => document.Id)];
        Assert.NotEmpty(Found(2));
        Assert.Equal(Found(2).Except(Found(1)), exposure.NewlyExposed);
        Assert.Equal(Found(1).Except(Found(2)), exposure.NewlySafe);
        Assert.Equal(12, exposure.Compared);

        var back = Assert.Single(new RunComparer(scene.Store).Compare(2, 1).Exposure);
        Assert.Equal(exposure.NewlyExposed, back.NewlySafe);
        Assert.Equal(exposure.NewlySafe, back.NewlyExposed);
    }

    [Fact]
    public async Task Documents_are_paired_by_text_and_label_whatever_their_ids_and_order()
    {
        using var scene = new ProbeScene([], attacks: ["loss"]);
        scene.WriteCorpus([("one text", "member"), ("same text", "nonmember"), ("same text", "member"), ("gone text", "member"), ("other text", "member"), ("last text", "nonmember")]);
        await scene.RunAsync();
        scene.WriteCorpus([("last text", "nonmember"), ("new text", "member"), ("same text", "member"), ("other text", "nonmember"), ("same text", "nonmember"), ("one text", "member"), ("one text", "member")]);
        await scene.RunAsync();

        Assert.Equal(new PairingCounts(Paired: 4, OnlyEarlier: 1, OnlyLater: 2, Relabelled: 1), new RunComparer(scene.Store).Compare(1, 2).Pairing);
    }

    [Fact]
    public async Task What_else_differs_is_named()
    {
        using var scene = await TwoModelsAsync();
        scene.Settings = scene.Settings with { Seed = 6, ContextLength = 64, FalseDiscoveryRate = .2, Attacks = ["loss", "min-k(k=0.1)"] };
        scene.Models = new ScriptedModelProvider(new ScriptedModel("target"), new ScriptedModel("another reference"));
        await scene.RunAsync();
        var comparison = new RunComparer(scene.Store).Compare(1, 3);
        Assert.Equal(
        [
            "Both runs scored the same model (sha256 " + scene.Record(1).Models[0].Model.Fingerprint.Short + "…): what differs is not the model.",
            "Not the same in both runs: the context (--context-length) is the model's own in run 1 and 64 in run 3.",
            "Not the same in both runs: the seed (--seed), which draws variants of texts, is 5 in run 1 and 6 in run 3.",
            "Not the same in both runs: the false discovery rate (--fdr) is 0.1 in run 1 and 0.2 in run 3.",
        ],
        comparison.Warnings.Take(4));
        Assert.Equal(["loss"], comparison.Attacks.Select(attack => attack.Attack));
        Assert.Contains("min-k(k=0.1)", comparison.Uncompared);
        Assert.Contains("min-k(k=0.2)", comparison.Uncompared);
    }

    [Fact]
    public async Task Attacks_of_one_run_only_are_named_with_the_run_that_lacks_them_why_and_the_way_out()
    {
        using var scene = new ProbeScene(s_texts, attacks: ["loss", "zlib", "min-k(k=0.2)", "lowercase", "reference-difference", "ez-mia"]);
        await scene.RunAsync();
        scene.Settings = scene.Settings with { Reference = null, Attacks = ["loss", "min-k(k=0.1)"] };
        await scene.RunAsync();

        string[] expected =
        [
            "Run 1 did not score min-k(k=0.1), so it has none to compare: 'mia-probe rescore 1 --attacks \"min-k(k=0.1)\"' makes a run that does, from its evidence.",
            "Run 2 did not score zlib, min-k(k=0.2), so it has none to compare: 'mia-probe rescore 2 --attacks \"zlib,min-k(k=0.2)\"' makes a run that does, from its evidence.",
            "Run 2 gathered no evidence for lowercase, so it has none to compare: name a run made with --attacks lowercase.",
            "Run 2 has no reference model, so it has no reference-difference, ez-mia to compare: name a run made with --reference.",
        ];
        Assert.Equal(expected, new RunComparer(scene.Store).Compare(1, 2).UncomparedReasons.Order(StringComparer.Ordinal));
        Assert.Equal(expected, new RunComparer(scene.Store).Compare(2, 1).UncomparedReasons.Order(StringComparer.Ordinal));
        Assert.Equal(
            "run 2: delta.auc(ez-mia) > 0 cannot be tested and counts as failed: run 2 has no reference model, so it has no ez-mia to compare: name a run made with --reference.",
            GateTest.Of(Gate.Parse("delta.auc(ez-mia) > 0"), GateSubject.Of(scene.Store, 2, 1)).Sentence);
    }

    [Fact]
    public async Task What_cannot_be_compared_is_said_in_one_sentence()
    {
        using var scene = new ProbeScene(["one text", "another text"], attacks: ["loss"]);
        await scene.RunAsync();
        var comparer = new RunComparer(scene.Store);
        Assert.Equal("Run 1 was to be compared with itself: name two runs; 'mia-probe runs list' shows all.", Message(() => comparer.Compare(1, 1)));
        Assert.Equal($"There is no run 9 in {scene.Store.Location}; 'mia-probe runs list' shows all.", Message(() => comparer.Compare(1, 9)));

        scene.WriteCorpus([("one text", "nonmember"), ("third text", "member")]);
        await scene.RunAsync();
        Assert.Equal("Runs 1 and 2 have no document in common, by text and label (1 have another label in each), so there is nothing to compare: score the same corpus with both models.", Message(() => comparer.Compare(1, 2)));

        scene.WriteCorpus(s_texts.Select(text => (text, "member")));
        var unfinished = await scene.RunInterruptedAsync(1);
        Assert.Equal($"Run {unfinished} did not finish, so it cannot be compared: 'mia-probe resume {unfinished}' goes on with it.", Message(() => comparer.Compare(1, unfinished)));

        scene.Settings = scene.Settings with { Attacks = [], Task = new ExtractionTask(ExtractionScene.Small) };
        var extraction = await scene.RunAsync();
        Assert.Equal($"Run 1 scored membership and run {extraction} measured extraction: these are two questions, so the runs cannot be compared; name two runs of one kind.", Message(() => comparer.Compare(1, extraction)));
    }

    [Theory]
    [InlineData("delta.auc(loss) > 0", true)]
    [InlineData("delta.auc.low(loss) > 0", true)]
    [InlineData("delta.auc(loss) > 1", false)]
    [InlineData("delta.exposed > 0", true)]
    public async Task Changes_can_be_gated(string gate, bool fails)
    {
        using var scene = await TwoModelsAsync();
        Assert.Equal(fails ? GateVerdict.Failed : GateVerdict.Passed, GateTest.Of(Gate.Parse(gate), GateSubject.Of(scene.Store, 2, 1)).Verdict);
    }

    private static async Task<ProbeScene> TwoModelsAsync()
    {
        var scene = new ProbeScene(s_texts, attacks: ["loss", "zlib", "min-k(k=0.2)", "reference-difference"]);
        await scene.RunAsync();
        var members = s_texts.Where((_, i) => i % 2 == 0 && i != 4).ToArray();
        scene.Models = new ScriptedModelProvider(new ScriptedModel("tuned") { Memorised = members }, new ScriptedModel("reference"));
        await scene.RunAsync();
        return scene;
    }

    private static double Auc(RunEvaluation evaluation, string attack) => evaluation.Attacks.Single(entry => entry.Attack == attack).Auc?.Value ?? -2;

    private static string Message(Action compare) => Assert.Throws<ConfigurationException>(compare).Message;
}
