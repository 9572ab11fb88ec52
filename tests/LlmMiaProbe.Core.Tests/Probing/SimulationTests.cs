using LlmMiaProbe.Attacks;
using LlmMiaProbe.Defences;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
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

    private static IReadOnlyList<AttackEvaluation> Simulate(ProbeScene scene, string? defence, IReadOnlyList<string>? listed = null) =>
        new RunAnalysis(scene.Store).Simulate(1, defence is null ? null : DefenceSelection.Parse([defence])[0], listed);

    private static IEnumerable<string> Reasons(IReadOnlyList<AttackEvaluation> attacks, string attack) =>
        attacks.Single(entry => entry.Attack.StartsWith(attack, StringComparison.Ordinal)).NotApplicable.Select(entry => entry.Reason);
}
