namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>What is exported of a run that nothing interrupted.</summary>
public sealed class WholeRun : IAsyncLifetime
{
    public const int Documents = 24;

    public string Export { get; private set; } = "";

    public async Task InitializeAsync()
    {
        using var scene = new ProbeScene();
        (await scene.ProbeAsync("--corpus", ProbeScene.Passages, "--limit", $"{Documents}", "--attacks", "loss", "--resamples", "100")).AssertSucceeded();
        Export = (await scene.RunAsync("runs", "export", "1", "--store", scene.Store)).AssertSucceeded().Output;
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
