using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Generation;

public sealed class WholeWorkContinuationTests : IDisposable
{
    private static readonly string s_work = string.Join(' ', Enumerable.Range(0, 200).Select(i => $"word{i}"));

    private readonly GenerationScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_model_that_knows_the_work_gives_it_back_over_many_contexts()
    {
        var generator = Knowing(contextTokens: 100);
        var result = await Continuation(generator).ContinueAsync(s_work, 20, null, null, default);

        Assert.Equal(s_work[..20], result.Seed);
        Assert.Equal(s_work[20..], result.Produced);
        Assert.Equal(result.Original, result.Produced);
        Assert.Equal((FinishReason.Length, s_work.Length - 20), (result.Ending, result.ProducedTokens));
        // 80 tokens after the seed, then 50 after each half context.
        Assert.Equal(1 + (int)Math.Ceiling((s_work.Length - 100) / 50.0), result.Attempts);
        Assert.Equal(result.Attempts, _scene.Store.ReadAttempts(_scene.Run).Count());
        Assert.All(generator.Asked.Skip(1), request => Assert.Equal(50, request.Prompt.Length));
    }

    [Fact]
    public async Task The_end_of_the_text_and_a_limit_end_it()
    {
        var stopped = await Continuation(new ScriptedGenerator(_ => "The End")).ContinueAsync(s_work, 20, null, null, default);
        Assert.Equal((FinishReason.Stop, "The End", 1), (stopped.Ending, stopped.Produced, stopped.Attempts));

        var limited = await Continuation(Knowing(contextTokens: 100)).ContinueAsync(s_work, 20, 95, null, default);
        Assert.Equal((FinishReason.Length, s_work[20..115], s_work[20..115], 2), (limited.Ending, limited.Produced, limited.Original, limited.Attempts));
    }

    [Fact]
    public async Task A_failure_ends_it_and_is_kept()
    {
        var failed = await Continuation(new ScriptedGenerator(_ => null)).ContinueAsync(s_work, 20, null, null, default);
        Assert.Equal((FinishReason.Failed, "the script says so"), (failed.Ending, failed.Failure));
        Assert.Single(_scene.Store.ReadAttempts(_scene.Run));
    }

    [Fact]
    public async Task A_seed_that_leaves_nothing_to_do_is_refused()
    {
        var continuation = Continuation(Knowing(contextTokens: 100));
        Assert.Equal("--seed-tokens 4 leaves nothing to continue: the work has 4 tokens; use fewer.",
            (await Assert.ThrowsAsync<ConfigurationException>(() => continuation.ContinueAsync("work", 4, null, null, default))).Message);
        Assert.Equal("--seed-tokens 51 is more than half of the context of 100 tokens: use at most 50.",
            (await Assert.ThrowsAsync<ConfigurationException>(() => continuation.ContinueAsync(s_work, 51, null, null, default))).Message);
    }

    private WholeWorkContinuation Continuation(ScriptedGenerator generator) => new(_scene.Recorder(generator), ModelRole.Target);

    private static ScriptedGenerator Knowing(int contextTokens) => new(
        request =>
        {
            var prompt = string.Concat(request.Prompt.Select(token => (char)token));
            return s_work[(s_work.IndexOf(prompt, StringComparison.Ordinal) + prompt.Length)..];
        },
        contextTokens);
}
