using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Defences;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Probing;

/// <summary>What attacks of finished runs find under defences.</summary>
public sealed class SimulationTests
{
    private const string Known = "alpha beta gamma delta epsilon zeta eta theta";
    private const string Other = "one two three four five six seven eight";
    private static readonly string[] s_pools = ["samia(samples=3)", "cdd(samples=3)", "ngram-coverage(samples=3)"];

    /// <summary>Of the member's three samples the first recalls its end, of the non-member's the other two: 1 against 0, 1/2 against 1/2, 1/3 against 2/3.</summary>
    [Fact]
    public async Task A_budget_takes_the_first_samples_and_leaves_out_attacks_that_ask_more()
    {
        using var scene = Scene(["loss", "lowercase", "neighbourhood(n=3)", .. s_pools], request => (request.Sample == 0) == IsOf(Known, request) ? End(request) : "words of no text");
        await scene.RunAsync();
        Assert.Equal([1, 0.5, 0, 0], new[] { "budget=2", "budget=3", "budget=4", "budget=99" }.Select(budget => Auc(scene, "samia", budget)));
        Assert.Equal(0, Auc(scene, "samia", null));

        var one = Simulate(scene, "budget=1");
        Assert.Equal(["it makes 2 requests a document"], Reasons(one, "lowercase"));
        Assert.Equal(["it makes 4 requests a document"], Reasons(one, "neighbourhood"));
        Assert.Equal(["budget=1 leaves no sample beside the greedy continuation"], Reasons(one, "cdd"));
        Assert.Empty(Reasons(one, "loss"));
        Assert.Empty(Reasons(Simulate(scene, "budget=4"), "neighbourhood"));
    }

    /// <summary>The member's end comes in its order in two samples of three, the words of the non-member's in another order in one: 2/3 against 1/3, and 0 once the former is withheld.</summary>
    [Fact]
    public async Task What_is_withheld_is_an_empty_reply()
    {
        using var scene = Scene(["loss", .. s_pools], request => request.Sample == 2 || (request.Sample == 1 && IsOf(Other, request)) ? "words of no text" : IsOf(Other, request) ? " eight, seven six five" : End(request).ToUpperInvariant());
        await scene.RunAsync();
        Assert.Equal([1, 1, 0], new[] { null, "min-match=5", "min-match=4" }.Select(defence => Auc(scene, "samia", defence)));
        Assert.Equal(1, Auc(scene, "samia", "min-match=4", ["other words than these"]));
        Assert.Equal([CddAttack.GreedyWithheld], Reasons(Simulate(scene, "min-match=4"), "cdd"));
        Assert.Equal(["every sample is withheld"], Reasons(Simulate(scene, "min-match=1", [Known, Other, "no"]), "samia"));
        Assert.Empty(Reasons(Simulate(scene, "min-match=1"), "loss"));
    }

    [Fact]
    public async Task What_has_to_be_drawn_anew_is_not_guessed()
    {
        using var scene = Scene(["loss", .. s_pools], End);
        await scene.RunAsync();
        Assert.Equal(["memfree=10 changes the continuations from the first rejected token on, so they have to be drawn anew under it; stored ones do not show that"], Reasons(Simulate(scene, "memfree=10"), "samia"));
        Assert.Equal(["temperature-floor=0.9 leaves no greedy continuation, which samples are compared with"], Reasons(Simulate(scene, "temperature-floor=0.9"), "cdd"));
        Assert.Empty(Reasons(Simulate(scene, "temperature-floor=0.9"), "samia"));
        Assert.Equal(["the samples were drawn below the temperature of temperature-floor=1.1"], Reasons(Simulate(scene, "temperature-floor=1.1"), "samia"));
        Assert.All(new[] { "memfree=10", "temperature-floor=0.9", "topk=0" }, defence => Assert.Equal(Auc(scene, defence == "topk=0" ? "samia" : "loss", null), Auc(scene, defence == "topk=0" ? "samia" : "loss", defence)));
    }

    [Fact]
    public async Task What_both_models_said_together_is_hidden_with_the_target_and_the_reference_alone_is_not()
    {
        using var scene = new ProbeScene(["One text.", "Another text"], attacks: ["loss", "reference-difference", "neighbourhood-reference(n=2)"]);
        await scene.RunAsync();
        Assert.Empty(Reasons(Simulate(scene, null), "neighbourhood"));
        Assert.All(new[] { "topk=1", "round=0.1" }, defence => Assert.Equal([$"{defence} cannot be simulated on neighbours-2 evidence, of which the store keeps results only"], Reasons(Simulate(scene, defence), "neighbourhood")));
        Assert.Equal(["the endpoint shows no log-probability of given text"], Reasons(Simulate(scene, "no-echo"), "neighbourhood"));
        Assert.Empty(Reasons(Simulate(scene, "round=0.1"), "reference-difference"));
        Assert.Equal(["it makes 3 requests a document"], Reasons(Simulate(scene, "budget=2"), "neighbourhood"));
    }

    /// <summary>Texts of one window, of several, after a prefix of shots, and in lower case.</summary>
    [Fact]
    public async Task One_likeliest_token_decoded_anew_is_what_the_store_knows_and_all_of_them_lose_nothing()
    {
        using var scene = new ProbeScene(["One text.", "Another Text", "A third, longer text of more than one window.", "FOUR", "", "naïve café"], attacks: ["loss", "lowercase", "zlib", "min-k", "min-k-plus-plus", "reference-difference", "recall(shots=1)"]);
        var shots = scene.CorpusPath.Replace("corpus.jsonl", "shots.txt", StringComparison.Ordinal);
        await File.WriteAllTextAsync(shots, "a shot");
        scene.Settings = scene.Settings with { Shots = [new CorpusSource(shots)] };
        await scene.RunAsync();
        var decoded = await DecodeAsync(scene, [1, 5, 5000]);
        var compared = 0;
        foreach (var (document, stored) in scene.Store.ReadEvidence(1))
        {
            foreach (var (name, scores) in stored.Where(entry => entry.Key.StartsWith("target/", StringComparison.Ordinal)))
            {
                var one = decoded.Of(document.Ordinal, name, 1) ?? throw new InvalidOperationException($"{name} was not decoded");
                Assert.Equal(HiddenTokens.BehindLikeliest(scores).Bounds, one.Bounds);
                Assert.Equal(new TopKOnly(1).Apply(scores, null)?.LogProb, new TopKOnly(1).Apply(scores, one)?.LogProb);
                Assert.All(Enumerable.Range(0, scores.Count), t => Assert.Equal(scores.Rank[t] <= 5, decoded.Of(document.Ordinal, name, 5)?.IsShown(t)));
                compared++;
            }
        }

        // The empty text has no scores, and the long one does not fit after the prefix.
        Assert.Equal((5 * 3) - 1, compared);
        var (before, all, five) = (Simulate(scene, null), Simulate(scene, "topk=5000", decoded: decoded), Simulate(scene, "topk=5", decoded: decoded));
        Assert.Equal(before.Select(Facts), all.Select(Facts));
        Assert.NotEqual(before.Select(Facts), five.Select(Facts));
        Assert.Empty(Reasons(before, "min-k-plus-plus").Except(Reasons(all, "min-k-plus-plus")));
        Assert.Contains("there are log-probabilities of the given tokens, but not whole distributions", Reasons(five, "min-k-plus-plus"));
        Assert.Equal(["topk=7 is not known, because the text could not be decoded once more"], Reasons(Simulate(scene, "topk=7", decoded: decoded), "loss").Where(reason => reason != "the document is empty"));

        static string Facts(AttackEvaluation attack) => $"{attack.Attack} {attack.Auc} {attack.Members} {attack.NonMembers}";
    }

    /// <summary>By hand, from what the store holds: mean differences with the bound in place of hidden tokens, or of the shown tokens alone; the AUC by counting pairs.</summary>
    [Fact]
    public async Task A_defence_is_held_against_the_better_of_two_attackers()
    {
        using var scene = new ProbeScene(["One text.", "Another text", "and some more of it", "A fourth one, longer.", "the fifth", "Number six"], attacks: ["loss", "reference-difference"]);
        await scene.RunAsync();
        List<(bool IsMember, double Bounded, double Without)> seen = [];
        foreach (var (document, evidence) in scene.Store.ReadEvidence(1))
        {
            var (target, reference) = (evidence["target/plain"], evidence["reference/plain"]);
            var hidden = HiddenTokens.BehindLikeliest(target);
            var shown = Enumerable.Range(0, target.Count).Where(t => target.Top1[t] == target.Tokens[t]).ToList();
            seen.Add((
                document.Label == Membership.Member,
                Enumerable.Range(0, target.Count).Average(t => (double)hidden.Seen(t, target.LogProb[t])) - reference.LogProb.Average(value => (double)value),
                shown.Count == 0 ? double.NaN : shown.Average(t => (double)target.LogProb[t] - reference.LogProb[t])));
        }

        var (bounded, without) = (ByPairs(entry => entry.Bounded), seen.Exists(entry => double.IsNaN(entry.Without)) ? 0 : ByPairs(entry => entry.Without));
        Assert.NotEqual(bounded, without);
        Assert.Equal(Math.Max(bounded, without), Auc(scene, "reference-difference", "topk=1") ?? double.NaN, 12);

        double ByPairs(Func<(bool IsMember, double Bounded, double Without), double> score) =>
            (from member in seen where member.IsMember from other in seen where !other.IsMember select score(member) > score(other) ? 1 : score(member) == score(other) ? 0.5 : 0).Average();
    }

    [Fact]
    public async Task Only_the_run_s_own_model_decodes_its_kept_texts_anew()
    {
        using var scene = new ProbeScene(["One text.", "Another text"], attacks: ["loss"]);
        scene.Settings = scene.Settings with { KeepText = false };
        await scene.RunAsync();
        Assert.Equal("topk=20 decodes the texts of the documents once more, and run 1 kept none (--no-text): make the run again without it.", (await Assert.ThrowsAsync<ConfigurationException>(() => DecodeAsync(scene, [20]))).Message);
        Assert.Equal("The store keeps the likeliest token of each place only, so a topk above 1 decodes the texts once more: add --model FILE.gguf, the model of run 1 (target.gguf), or name topk=1 and topk=0 only.", (await Assert.ThrowsAsync<ConfigurationException>(() => DecodeAsync(scene, [20], model: null))).Message);
        scene.Models = new(new("target") { ContextLength = 16 });
        Assert.Equal("target.gguf would be evaluated otherwise than in run 1, so the numbers would not be comparable: now 'scripted, context 16', then 'scripted, context 32'. Use the build and settings of the run, or make a new run.", (await Assert.ThrowsAsync<ConfigurationException>(() => DecodeAsync(scene, [20]))).Message);
        scene.Models = new(new("other"));
        Assert.StartsWith("--model other.gguf is not the model of run 1: its SHA-256 begins with ", (await Assert.ThrowsAsync<ConfigurationException>(() => DecodeAsync(scene, [20]))).Message, StringComparison.Ordinal);
    }

    private static Task<DecodedTopK> DecodeAsync(ProbeScene scene, int[] sizes, string? model = "target.gguf") =>
        new TopKPass(scene.Store, scene.Models, scene.Progress).DecodeAsync(scene.Record(1), sizes, new SimulationSource(model), default);

    private static ProbeScene Scene(string[] attacks, Func<GenerationRequest, string?> answer)
    {
        var scene = new ProbeScene([Known, Other], attacks: attacks);
        scene.Models = new(new("target"), new("reference")) { Answers = new Dictionary<ModelRole, Func<GenerationRequest, string?>> { [ModelRole.Target] = answer } };
        return scene;
    }

    private static string End(GenerationRequest request) => IsOf(Known, request) ? " epsilon zeta eta theta" : " five six seven eight";

    // Tokens of the scripted generator are bytes.
    private static bool IsOf(string text, GenerationRequest request) => request.Prompt[0] == text[0];

    private static double? Auc(ProbeScene scene, string attack, string? defence, IReadOnlyList<string>? listed = null) =>
        Simulate(scene, defence, listed).Single(entry => entry.Attack.StartsWith(attack, StringComparison.Ordinal)).Auc?.Value;

    private static IReadOnlyList<AttackEvaluation> Simulate(ProbeScene scene, string? defence, IReadOnlyList<string>? listed = null, DecodedTopK? decoded = null) =>
        new RunAnalysis(scene.Store).Simulate(1, defence is null ? null : DefenceSelection.Parse([defence])[0], listed, decoded);

    private static IEnumerable<string> Reasons(IReadOnlyList<AttackEvaluation> attacks, string attack) =>
        attacks.Single(entry => entry.Attack.StartsWith(attack, StringComparison.Ordinal)).NotApplicable.Select(entry => entry.Reason);
}
