namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>A run of <c>ask continue</c> with its control model that many tests look at, as number 1 of a store.</summary>
public sealed class AskRun : IAsyncLifetime, IDisposable
{
    internal static readonly string[] Options = ["--reference", ProbeScene.Base, "--output", "json"];

    private readonly ProbeScene _scene = new();

    internal Outcome Outcome { get; private set; } = new(-1, "", "");

    public async Task InitializeAsync() => Outcome = await _scene.RunAsync(AskTests.Continue(_scene, Options));

    /// <summary>Gives a scene the store, with the run and every reply of it.</summary>
    internal void CopyTo(ProbeScene scene) => File.Copy(_scene.Store, scene.Store);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _scene.Dispose();
}
