namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>One run of all attacks over the first passages of the lab, with reference, that many tests look at.</summary>
public sealed class LabRun : IAsyncLifetime, IDisposable
{
    public const int Documents = 12;

    /// <summary>The attacks that learn from more documents than these, so that none of them is scored.</summary>
    public static readonly string[] Unscored = ["camia(rule=0,repeat=0)", "combined", "combined-reference"];

    private readonly ProbeScene _scene = new();

    internal Outcome Outcome { get; private set; } = new(-1, "", "");

    /// <summary>What <c>run --dry-run --output json</c> said before.</summary>
    internal Outcome Plan { get; private set; } = new(-1, "", "");

    /// <summary>Whether the plan left a store behind.</summary>
    internal bool PlanMadeStore { get; private set; }

    public async Task InitializeAsync()
    {
        string[] options = ["--reference", ProbeScene.Base, "--corpus", ProbeScene.Passages, "--limit", $"{Documents}", "--resamples", "100", "--output", "json"];
        Plan = await _scene.ProbeAsync([.. options, "--dry-run"]);
        PlanMadeStore = File.Exists(_scene.Store);
        Outcome = await _scene.ProbeAsync(options);
    }

    /// <summary>A scene of its own whose store holds the run as number 1.</summary>
    internal ProbeScene Copy()
    {
        var copy = new ProbeScene();
        File.Copy(_scene.Store, copy.Store);
        return copy;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _scene.Dispose();
}
