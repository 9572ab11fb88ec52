namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>A store whose run 1 is of the lab's base model and run 2 of its target, both over the same 20 members and 20 non-members.</summary>
public sealed class TwoRuns : IAsyncLifetime, IDisposable
{
    private const int Each = 20;

    private readonly ProbeScene _scene = new();

    public async Task InitializeAsync()
    {
        var lines = File.ReadLines(ProbeScene.Passages).ToList();
        var corpus = _scene.Write("corpus.jsonl", string.Concat(
            lines.Where(line => line.Contains("\"label\": \"member\"", StringComparison.Ordinal)).Take(Each)
                .Concat(lines.Where(line => line.Contains("\"label\": \"nonmember\"", StringComparison.Ordinal)).Take(Each))
                .Select(line => line + "\n")));
        foreach (var model in new[] { ProbeScene.Base, ProbeScene.Target })
        {
            (await _scene.RunAsync("run", "--model", model, "--threads", "1", "--store", _scene.Store, "--corpus", corpus, "--attacks", "loss,min-k-plus-plus", "--resamples", "200")).AssertSucceeded();
        }
    }

    /// <summary>A scene of its own with both runs.</summary>
    internal ProbeScene Copy()
    {
        var copy = new ProbeScene();
        File.Copy(_scene.Store, copy.Store);
        File.Copy(_scene.PathOf("corpus.jsonl"), copy.PathOf("corpus.jsonl"));
        return copy;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _scene.Dispose();
}
