using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Generation;

public sealed class SecretCompletionsTests : IDisposable
{
    private readonly GenerationScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_secret_ends_at_the_first_stop_text_and_the_log_keeps_all()
    {
        string[] outputs = [" hunter2.\nNext", " hunter2\n. ", "no stop", ".at once"];
        var secrets = await SampleAsync(new ScriptedGenerator(request => outputs[request.Sample]), outputs.Length, [".", "\n"]);

        Assert.Equal(["hunter2", "hunter2", "no stop", ""], secrets);
        Assert.Equal(outputs, _scene.Store.ReadAttempts(_scene.Run).Select(entry => entry.Attempt.Outcome.Text));
        Assert.All(_scene.Store.ReadAttempts(_scene.Run), entry => Assert.Equal("My password is", entry.Attempt.PromptText));
    }

    [Fact]
    public async Task A_failure_is_an_error_and_not_a_secret() =>
        await Assert.ThrowsAsync<ModelException>(() => SampleAsync(new ScriptedGenerator(_ => null), 3, []));

    [Fact]
    public async Task Progress_counts_every_completion_to_the_last()
    {
        var completed = new List<int>();
        await SampleAsync(new ScriptedGenerator(_ => "x"), 3, [], completed.Add);
        Assert.Equal([1, 2, 3], completed);
    }

    private Task<IReadOnlyList<string>> SampleAsync(ScriptedGenerator generator, int samples, string[] stops, Action<int>? completed = null) =>
        new SecretCompletions(_scene.Recorder(generator), ModelRole.Target).SampleAsync("My password is", samples, 20, DecodingScheme.Full, 1, stops, completed, default);
}
