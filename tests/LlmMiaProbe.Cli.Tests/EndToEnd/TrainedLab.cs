namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>One lab folder that many tests start from: documents that were split once, a tiny base model, and a target that was trained once.</summary>
public sealed class TrainedLab : IAsyncLifetime, IDisposable
{
    internal const string Epochs = "4";

    internal static readonly string[] Quick = ["--threads", "1", "--window", "32", "--learning-rate", "0.003"];

    private readonly ProbeScene _scene = new();

    /// <summary>What <c>lab train</c> said.</summary>
    internal Outcome Training { get; private set; } = new(-1, "", "");

    private string Split => _scene.PathOf("split");

    private string Trained => _scene.PathOf("trained");

    public async Task InitializeAsync()
    {
        (await _scene.RunAsync("lab", "split", _scene.Write("docs.jsonl", LabScene.Documents(40)), "--out", Split)).AssertSucceeded();
        CopyFolder(Split, Trained);
        Training = await _scene.RunAsync(["lab", "train", Trained, "--base", _scene.Write("base.gguf", LabScene.Base), "--epochs", Epochs, .. Quick]);
    }

    /// <summary>Puts the folder as it was split, or with its target, into a scene, and the base model beside it.</summary>
    internal (string Lab, string Base) CopyTo(ProbeScene scene, bool trained)
    {
        CopyFolder(trained ? Trained : Split, scene.PathOf("lab"));
        return (scene.PathOf("lab"), scene.Write("base.gguf", LabScene.Base));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _scene.Dispose();

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
