using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Generation;

public sealed class AttemptRecorderTests : IDisposable
{
    private static readonly AttemptUse s_use = new(null, ModelRole.Target, AttemptPurpose.Secret);

    private readonly GenerationScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Nothing_is_generated_twice_and_every_run_keeps_what_it_used()
    {
        var generator = new ScriptedGenerator(request => $"sample {request.Sample}");
        var first = await GenerateAsync(generator, _scene.Run, Wanted(0), Wanted(1), Wanted(0));
        var run = _scene.NewRun();
        var second = await GenerateAsync(generator, run, Wanted(2), Wanted(1));

        Assert.Equal([0, 1, 2], generator.Asked.Select(request => request.Sample));
        Assert.Equal(["sample 0", "sample 1", "sample 0"], first);
        Assert.Equal(["sample 2", "sample 1"], second);
        Assert.Equal(["sample 0", "sample 1"], _scene.Store.ReadAttempts(_scene.Run).Select(entry => entry.Attempt.Outcome.Text));
        Assert.Equal(["sample 2", "sample 1"], _scene.Store.ReadAttempts(run).Select(entry => entry.Attempt.Outcome.Text));
    }

    [Fact]
    public async Task Whatever_could_change_the_output_makes_another_attempt()
    {
        var generator = new ScriptedGenerator(_ => "text");
        WantedAttempt[] wanted =
        [
            Wanted(0), Wanted(1), Ask(request => request with { Seed = 9 }), Ask(request => request with { MaxTokens = 11 }), Ask(request => request with { Prompt = [98] }),
            Ask(request => request with { Scheme = new DecodingScheme { TopK = 2 } }), Ask(request => request with { Scheme = DecodingScheme.Greedy }),
        ];
        await GenerateAsync(generator, _scene.Run, wanted);
        Assert.Equal(wanted.Length, generator.Asked.Count);

        // A greedy output does not depend on random numbers.
        await GenerateAsync(generator, _scene.Run, Ask(request => request with { Scheme = DecodingScheme.Greedy, Seed = 5, Sample = 4 }));
        Assert.Equal(wanted.Length, generator.Asked.Count);
    }

    [Fact]
    public async Task A_failure_is_kept_and_tried_again_in_the_next_call()
    {
        var works = false;
        var generator = new ScriptedGenerator(_ => works ? "text" : null);
        await GenerateAsync(generator, _scene.Run, Wanted(0), Wanted(0));
        Assert.Single(generator.Asked);
        works = true;
        await GenerateAsync(generator, _scene.Run, Wanted(0));
        await GenerateAsync(generator, _scene.Run, Wanted(0));

        Assert.Equal(2, generator.Asked.Count);
        var kept = _scene.Store.ReadAttempts(_scene.Run).Select(entry => entry.Attempt.Outcome.Failure).ToList();
        Assert.Equal("the script says so", kept[0]);
        Assert.Null(kept[^1]);
    }

    [Fact]
    public async Task What_comes_after_one_that_a_budget_ended_is_kept_as_its_own_and_for_its_own_use()
    {
        static WantedAttempt Of(int sample) => Wanted(sample) with { Use = s_use with { Purpose = $"sample {sample}" }, PromptText = $"prompt {sample}" };
        var generator = new EndingGenerator(missing: 1);
        await Assert.ThrowsAsync<PrerequisiteException>(() => GenerationScene.ListAsync(_scene.Recorder(generator).GenerateAsync([.. Enumerable.Range(0, 4).Select(Of)], default)));
        Assert.Equal(
            [("sample 0", "prompt 0", 0), ("sample 2", "prompt 2", 2), ("sample 3", "prompt 3", 3)],
            _scene.Store.ReadAttempts(_scene.Run).Select(entry => (entry.Use.Purpose, entry.Attempt.PromptText, entry.Attempt.Outcome.Request.Sample)));

        var whole = new ScriptedGenerator(request => $"sample {request.Sample}");
        await GenerateAsync(whole, _scene.Run, [.. Enumerable.Range(0, 4).Select(Of)]);
        Assert.Equal([1], whole.Asked.Select(request => request.Sample));
    }

    [Fact]
    public async Task What_was_seen_before_an_interruption_is_kept()
    {
        using var cancellation = new CancellationTokenSource();
        var generator = new ScriptedGenerator(request => $"sample {request.Sample}");
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var attempt in _scene.Recorder(generator).GenerateAsync([.. Enumerable.Range(0, 5).Select(Wanted)], cancellation.Token))
            {
                if (++seen == 3)
                {
                    await cancellation.CancelAsync();
                }
            }
        });

        Assert.Equal(3, _scene.Store.ReadAttempts(_scene.Run).Count());
        await GenerateAsync(generator, _scene.Run, [.. Enumerable.Range(0, 5).Select(Wanted)]);
        Assert.Equal([0, 1, 2, 3, 4], generator.Asked.Select(request => request.Sample));
    }

    private async Task<List<string>> GenerateAsync(ScriptedGenerator generator, long run, params WantedAttempt[] wanted) =>
        [.. (await GenerationScene.ListAsync(_scene.Recorder(generator, run).GenerateAsync(wanted, default))).Select(attempt => attempt.Outcome.Text)];

    private static WantedAttempt Wanted(int sample) => Ask(request => request with { Sample = sample });

    private static WantedAttempt Ask(Func<GenerationRequest, GenerationRequest> change) =>
        new(s_use, "a", change(new GenerationRequest([97], 10, DecodingScheme.Full)));
}
