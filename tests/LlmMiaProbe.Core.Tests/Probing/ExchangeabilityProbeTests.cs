using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class ExchangeabilityProbeTests
{
    private const int ShardCount = 8;
    private static readonly ExchangeabilitySettings Settings = new(ShardCount, Seed: 3);
    private static readonly string[] Documents = [.. Enumerable.Range(0, 8 * ShardCount).Select(i => $"{(char)('a' + (i % 26))}{i * 7919 % 1000} item")];

    [Fact]
    public async Task Orders_that_mean_nothing_to_the_model_are_not_found()
    {
        using var scene = Scene(new ScriptedModel("target") { ContextLength = 4096 });
        var outcome = await RunAsync(scene);
        Assert.InRange(outcome.Result.PValue, .01, 1);
        Assert.Equal((ShardCount, 24, Documents.Length), (outcome.Result.Shards, outcome.Result.Permutations, outcome.Documents));
        Assert.Empty(outcome.Failures);
    }

    [Fact]
    public async Task A_model_that_knows_the_published_order_is_found()
    {
        // What follows the first half of each shard in the published order.
        string[] known = [.. Documents.Chunk(8).Select(shard => string.Join('\n', shard.Skip(4)))];
        using var scene = Scene(new ScriptedModel("target") { ContextLength = 4096, Memorised = known });
        var result = (await RunAsync(scene)).Result;
        Assert.InRange(result.PValue, 0, .001);
        Assert.InRange(result.TPValue ?? 1, 0, .001);
        Assert.True(result.MeanDifference > 0);
    }

    [Fact]
    public async Task The_parts_of_an_order_are_as_likely_as_the_whole()
    {
        // The scripted model looks one token back only, so that a prefix does for all that came before.
        using var scene = Scene(new ScriptedModel("target") { ContextLength = 4096 });
        using var scorer = scene.Models.Open(ModelRole.Target, scene.Settings);
        foreach (var parts in ShardTexts.Prepare(Documents[..8], 9, 1, 1, scorer).Orders)
        {
            Assert.Equal(2, parts.Count);
            Assert.Equal(parts[0].Tokens, parts[1].Prefix);
            var text = System.Text.Encoding.UTF8.GetString([.. parts.SelectMany(part => part.Tokens).Select(token => (byte)token)]);
            Assert.Equal(Documents[..8].Order(StringComparer.Ordinal), text.Split('\n').Order(StringComparer.Ordinal));
            Assert.Equal(await TotalAsync(scorer, scorer.Prepare(text)), await TotalAsync(scorer, [.. parts]), 1e-3);
        }
    }

    [Fact]
    public async Task Beyond_the_context_orders_are_scored_whole()
    {
        using var scene = Scene(new ScriptedModel("target") { ContextLength = 40 });
        var plan = Plan(scene);
        Assert.Equal((0, 25 * ShardCount), (plan.SharingShards, plan.Texts));
        Assert.Equal(plan.WholeTokens, plan.TokensToDecode);
        Assert.Equal(plan.TokensToDecode, (await RunAsync(scene)).TokensDecoded);
    }

    [Fact]
    public async Task A_plan_says_what_will_be_decoded_and_sharing_saves_some_of_it()
    {
        using var scene = Scene(new ScriptedModel("target") { ContextLength = 4096 });
        var plan = Plan(scene);
        Assert.Empty(scene.Activity.Texts);
        Assert.Equal((Documents.Length, ShardCount, 25, 0), (plan.Documents, plan.Shards, plan.Orders, plan.Cached));
        var outcome = await RunAsync(scene);
        Assert.Equal(plan.TokensToDecode, outcome.TokensDecoded);
        Assert.Equal(plan.Texts, scene.Activity.Texts.Count);

        // Ten halves and 25 halves instead of 50, and a few orders occur twice.
        Assert.InRange(plan.TokensToDecode, 1, .75 * plan.WholeTokens);
        Assert.Equal((plan.Texts, 0), (Plan(scene).Cached, Plan(scene).TokensToDecode));
    }

    [Fact]
    public async Task An_interrupted_test_goes_on_where_it_stopped()
    {
        using var whole = Scene(new ScriptedModel("target") { ContextLength = 4096 });
        var expected = await RunAsync(whole);
        using var scene = Scene(new ScriptedModel("target") { ContextLength = 4096 });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(scene, scene.Activity.InterruptAfter(57)));
        Assert.Equal(57, scene.Activity.Texts.Count);
        var resumed = await RunAsync(scene);
        Assert.Equal(expected.Result, resumed.Result);
        Assert.Equal(whole.Activity.Texts, scene.Activity.Texts);
        Assert.Equal(0, (await RunAsync(scene)).TokensDecoded);
    }

    [Fact]
    public async Task A_shard_that_cannot_be_scored_is_left_out_with_its_reason()
    {
        var head = string.Join('\n', Documents.Take(4)) + "\n";
        using var scene = Scene(new ScriptedModel("target") { ContextLength = 4096, Failing = new Dictionary<string, string> { [head] = "no numbers" } });
        var outcome = await RunAsync(scene);
        Assert.Equal([(1, "no numbers")], outcome.Failures);
        Assert.Equal((ShardCount - 1, Documents.Length - 8), (outcome.Result.Shards, outcome.Documents));
    }

    [Fact]
    public async Task Without_any_shard_there_is_no_result()
    {
        var refused = new[] { "a\nb", "b\na", "c\nd", "d\nc" }.ToDictionary(text => text, _ => "not text");
        using var scene = Scene(new ScriptedModel("target") { Refused = refused });
        using var scorer = scene.Models.Open(ModelRole.Target, scene.Settings);
        var error = await Assert.ThrowsAsync<ModelException>(() =>
            new ExchangeabilityProbe(scene.Store, scorer, scene.Progress).RunAsync(["a", "b", "c", "d"], new ExchangeabilitySettings(2), default));
        Assert.Contains("none of the 2 shards could be scored; the first: not text", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 24, 10, "--shards 0")]
    [InlineData(5, 0, 10, "--permutations 0")]
    [InlineData(5, 24, 9, "use --shards 4 or fewer")]
    [InlineData(1, 24, 1, "there is only 1")]
    public void Impossible_settings_are_refused(int shards, int permutations, int documents, string expected) =>
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(() => new ExchangeabilitySettings(shards, permutations).Require(documents)).Message, StringComparison.Ordinal);

    private static async Task<double> TotalAsync(ITokenScorer scorer, params PreparedText[] texts)
    {
        var total = 0.0;
        await foreach (var scored in scorer.ScoreAllAsync(texts, default))
        {
            total += scored.Scores?.TotalLogProb ?? double.NaN;
        }

        return total;
    }

    private static ProbeScene Scene(ScriptedModel target) => new(["unused"], target);

    private static ExchangeabilityPlan Plan(ProbeScene scene)
    {
        using var scorer = scene.Models.Open(ModelRole.Target, scene.Settings);
        return new ExchangeabilityProbe(scene.Store, scorer, scene.Progress).PlanAsync(Documents, Settings, default).GetAwaiter().GetResult();
    }

    private static async Task<ExchangeabilityOutcome> RunAsync(ProbeScene scene, CancellationToken cancellation = default)
    {
        using var scorer = scene.Models.Open(ModelRole.Target, scene.Settings);
        return await new ExchangeabilityProbe(scene.Store, scorer, scene.Progress).RunAsync(Documents, Settings, cancellation);
    }
}
