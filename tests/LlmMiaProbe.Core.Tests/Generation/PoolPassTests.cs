using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Generation;

public sealed class PoolPassTests : IDisposable
{
    private static readonly PoolSettings s_settings = new() { Samples = 3, MaxTokens = 12 };
    private static readonly string[] s_texts = ["one two three four", "single", "alpha beta gamma", "one two three four", "a very much longer text than the others are here"];

    private readonly GenerationScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_pool_continues_the_first_half_greedily_and_by_samples()
    {
        var generator = Generator();
        var pools = await FillAsync(generator, _scene.Run);

        Assert.Equal(s_texts.Length, pools.Count);
        Assert.Equal("the text is too short to be cut in two", pools[1].Reason);
        var pool = Assert.IsType<SamplePool>(pools[0].Pool);
        Assert.Equal(("one two", " three four"), (pool.Text.Beginning, pool.Text.Rest));
        Assert.Equal("greedy", pool.Greedy.Outcome.Text);
        Assert.Equal(["sample 0", "sample 1", "sample 2"], pool.Samples.Select(sample => sample.Outcome.Text));
        Assert.All(pool.Samples, sample => Assert.Equal((" three four".Length, s_settings.Scheme, 5), (sample.Outcome.Request.MaxTokens, sample.Outcome.Request.Scheme, sample.Outcome.Request.Seed)));
        Assert.All(pools[4].Pool?.Samples ?? [], sample => Assert.Equal(12, sample.Outcome.Request.MaxTokens));
    }

    [Fact]
    public async Task The_cost_is_what_is_then_generated()
    {
        var generator = Generator();
        var before = await CostAsync(generator);
        await FillAsync(generator, _scene.Run);

        Assert.Equal((4, 1), (before.Prompts, before.TooShort));
        Assert.Equal(generator.Asked.Count, before.Attempts);
        Assert.Equal(4, before.Cached);
        Assert.Equal(generator.Asked.Sum(request => (long)request.MaxTokens), before.ProducedTokens);
        Assert.Equal(generator.Asked.Where(request => request.Scheme.IsGreedy).Sum(request => (long)request.Prompt.Length), before.PromptTokens);
        var after = await CostAsync(generator);
        Assert.Equal((0, 16), (after.Attempts, after.Cached));
    }

    [Fact]
    public async Task An_interrupted_pass_goes_on_where_it_stopped()
    {
        using var cancellation = new CancellationTokenSource();
        var calls = 0;
        var generator = new ScriptedGenerator(request =>
        {
            if (++calls == 6)
            {
                cancellation.Cancel();
            }

            return Answer(request);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FillAsync(generator, _scene.Run, cancellation.Token));
        var pools = await FillAsync(generator, _scene.Run);

        Assert.Equal(4, pools.Count(pool => pool.Pool is not null));
        // The sixth was cancelled before it was handed over.
        Assert.InRange(calls, 12, 13);
        Assert.Equal(16, _scene.Store.ReadAttempts(_scene.Run).Count() + 4);
    }

    [Fact]
    public async Task A_failed_attempt_leaves_the_document_without_a_pool_but_in_the_log()
    {
        var generator = new ScriptedGenerator(request => request.Sample == 2 ? null : "x");
        var pools = await FillAsync(generator, _scene.Run);

        Assert.All(pools.Where((_, i) => i != 1), pool => Assert.Equal("the script says so", pool.Reason));
        Assert.Contains(_scene.Store.ReadAttempts(_scene.Run), entry => entry.Attempt.Outcome.Finish == FinishReason.Failed);
    }

    private async Task<GenerationCost> CostAsync(ScriptedGenerator generator)
    {
        var counter = new CountedAttempts(_scene.Store, generator);
        var recorder = AttemptRecorder.DryRun(generator, counter);
        var pools = await ListAsync(new PoolPass(recorder, ModelRole.Target, s_settings, 5), default);
        return GenerationCost.Of(pools.Count(pool => pool.Pool is not null), pools.Count(pool => pool.Pool is null), recorder, counter);
    }

    private Task<List<FilledPool>> FillAsync(ScriptedGenerator generator, long run, CancellationToken cancellation = default) =>
        ListAsync(new PoolPass(_scene.Recorder(generator, run), ModelRole.Target, s_settings, 5), cancellation);

    private static async Task<List<FilledPool>> ListAsync(PoolPass pass, CancellationToken cancellation)
    {
        var without = new List<FilledPool>();
        var filled = await GenerationScene.ListAsync(pass.FillAsync(Documents(), without.Add, cancellation));
        return [.. filled.Concat(without).OrderBy(pool => pool.Document.Ordinal)];
    }

    private static IEnumerable<ReadDocument> Documents() => s_texts.Select((text, i) => new ReadDocument(i, $"{i}", ContentHash.Of(text), text));

    private static ScriptedGenerator Generator() => new(Answer);

    private static string Answer(GenerationRequest request) => request.Scheme == DecodingScheme.Greedy ? "greedy" : $"sample {request.Sample}";
}
