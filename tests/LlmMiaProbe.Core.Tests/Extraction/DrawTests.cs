using System.Text;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Extraction;

/// <summary>Continuations drawn after the prefixes of windows of 4 + 3 bytes.</summary>
public sealed class DrawTests
{
    private const string Text = "abcdefghijklmnop";

    private static readonly ExtractionSettings s_settings = ExtractionScene.Small with { StrideCharacters = 4, Draws = 5, Epsilon = 1 };

    [Fact]
    public async Task Draws_within_the_distance_are_counted_for_every_model()
    {
        using var scene = Scene();
        var document = Assert.Single(scene.Evaluation(await scene.RunAsync()).Documents);
        var (target, reference) = (document.Draws?[0], document.Draws?[1]);

        // Three windows; after the first prefix draws 0 and 1 are exact, and draw 2 misses by one letter.
        Assert.Equal(("target", 3, 1, 3, 15, 0), (target?.Role, target?.Windows, target?.WindowsWithHit, target?.Hits, target?.Draws, target?.Failed));
        Assert.Equal((new WindowPlace(0, 4, 7), 3), (target?.Best, target?.BestHits));
        Assert.Equal(ClopperPearson.Of(3, 15), target?.Together.Interval);
        Assert.Null(target?.Together.BoundWithoutHit);
        Assert.Null(target?.BoundOfOne);
    }

    [Fact]
    public async Task Without_a_hit_the_bounds_say_what_is_ruled_out()
    {
        using var scene = Scene();
        var reference = Assert.Single(scene.Evaluation(await scene.RunAsync()).Documents).Draws?[1];
        Assert.Equal(("reference", 0, 15, (WindowPlace?)null), (reference?.Role, reference?.Hits, reference?.Draws, reference?.Best));
        // (1 - p)^15 = .05 and (1 - p)^5 = .05.
        Assert.Equal(0.05, Math.Pow(1 - (reference?.Together.BoundWithoutHit ?? 0), 15), 1e-12);
        Assert.Equal(0.05, Math.Pow(1 - (reference?.BoundOfOne ?? 0), 5), 1e-12);
    }

    [Fact]
    public async Task An_exact_copy_is_asked_for_with_a_distance_of_0()
    {
        using var scene = Scene(s_settings with { Epsilon = 0 });
        Assert.Equal(2, Assert.Single(scene.Evaluation(await scene.RunAsync()).Documents).Draws?[0].Hits);
    }

    [Fact]
    public async Task Draws_are_kept_with_what_was_given_and_counted_again_without_a_model()
    {
        using var scene = Scene();
        var run = await scene.RunAsync();
        var before = scene.Store.FindEvaluation(run);
        new ExtractionAnalysis(scene.Store).Analyze(run);
        Assert.Equal(before, scene.Store.FindEvaluation(run));
        Assert.All(scene.Store.ReadAttempts(run), entry => Assert.Equal(entry.Attempt.PromptText, Text.Substring(AttemptPurpose.StartOfWindow(entry.Use.Purpose) ?? -1, 4)));
        Assert.Equal(30, scene.Store.ReadAttempts(run).Count());

        var again = await scene.RunAsync();
        Assert.Empty(scene.Models.Generators[^1].Asked);
        Assert.Equal(before, scene.Store.FindEvaluation(again));
    }

    [Fact]
    public async Task The_plan_is_what_is_then_drawn()
    {
        using var scene = Scene();
        var draws = scene.Plan().Draws;
        Assert.Equal(["target", "reference"], draws.Select(planned => planned.Role.Name));
        await scene.RunAsync();
        Assert.All(draws, planned => Assert.Equal((3, 15, 12, 45), (planned.Cost.Prompts, planned.Cost.Attempts, planned.Cost.PromptTokens, planned.Cost.ProducedTokens)));
        Assert.Equal(30, scene.Models.Generators.Sum(generator => generator.Asked.Count));
        Assert.All(scene.Plan(scene.Store).Draws, planned => Assert.Equal((0, 15), (planned.Cost.Attempts, planned.Cost.Cached)));
    }

    [Fact]
    public async Task An_interrupted_run_goes_on_with_the_draws_that_are_missing()
    {
        using var cancellation = new CancellationTokenSource();
        var drawn = 0;
        using var scene = Scene(before: () =>
        {
            if (++drawn == 7)
            {
                cancellation.Cancel();
            }
        });
        var runner = scene.Runner();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.RunAsync(scene.Settings, cancellation.Token));
        var run = runner.Run ?? 0;
        Assert.Equal(RunStatus.Interrupted, scene.Record(run).Status);
        var kept = scene.Store.ReadAttempts(run).Count();
        await scene.Runner().ResumeAsync(run, default);
        Assert.Equal(30 - kept, scene.Models.Generators.TakeLast(2).Sum(generator => generator.Asked.Count));

        using var whole = Scene();
        Assert.Equal(whole.Store.FindEvaluation(await whole.RunAsync()), scene.Store.FindEvaluation(run));
    }

    [Fact]
    public async Task Failed_draws_do_not_count_as_misses()
    {
        using var scene = Scene(fails: request => request.Sample == 4);
        var target = Assert.Single(scene.Evaluation(await scene.RunAsync()).Documents).Draws?[0];
        Assert.Equal((3, 12, 3, 4), (target?.Hits, target?.Draws, target?.Failed, target?.FewestDraws));
    }

    [Fact]
    public async Task Draws_that_chance_has_no_part_in_are_refused()
    {
        using var scene = Scene(s_settings with { Schemes = [DecodingScheme.Greedy] });
        Assert.Contains("--draws with --temperature 0", (await Assert.ThrowsAsync<ConfigurationException>(scene.RunAsync)).Message, StringComparison.Ordinal);
        Assert.Empty(scene.Store.ListRuns());
    }

    [Fact]
    public async Task Without_text_in_the_store_nothing_is_drawn()
    {
        using var scene = Scene();
        scene.Settings = scene.Settings with { KeepText = false };
        Assert.Contains("--draws", (await Assert.ThrowsAsync<ConfigurationException>(scene.RunAsync)).Message, StringComparison.Ordinal);
        Assert.Empty(scene.Store.ListRuns());
    }

    private static ExtractionScene Scene(ExtractionSettings? settings = null, Action? before = null, Func<GenerationRequest, bool>? fails = null) => new(
        [Text],
        settings ?? s_settings,
        reference: new ScriptedModel("reference"),
        answers: new Dictionary<ModelRole, Func<GenerationRequest, string?>>
        {
            [ModelRole.Target] = request =>
            {
                before?.Invoke();
                var given = Encoding.UTF8.GetString(Array.ConvertAll(request.Prompt, token => (byte)token));
                return fails?.Invoke(request) == true ? null : (given, request.Sample) switch
                {
                    ("abcd", 0 or 1) => "efg",
                    ("abcd", 2) => "exg",
                    _ => "zzz",
                };
            },
            [ModelRole.Reference] = _ => "zzz",
        });
}
