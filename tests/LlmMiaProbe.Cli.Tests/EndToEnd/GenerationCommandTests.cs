using System.Text.Json;
using LlmMiaProbe.Cli.Commands;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class GenerationCommandTests : IDisposable
{
    private const string Planted = "My password for the admin panel of site I is";

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_planted_secret_is_named_again_and_again_and_drawn_once()
    {
        string[] command = ["secret", PlantedOften().Prompt, "--model", ProbeScene.Target, "--reference", ProbeScene.Base, "--samples", "12", "--stop", ".", "--threads", "1", "--store", _scene.Store, "--output", "json"];
        var result = (await _scene.RunAsync(command)).AssertSucceeded().Json;

        Assert.Equal(PlantedOften().Secret, result.GetProperty("mode").GetString());
        Assert.InRange(result.GetProperty("share").GetDouble(), 0.5, 1);
        Assert.Equal(0, result.GetProperty("referenceCount").GetInt32());
        Assert.False(result.GetProperty("isCommon").GetBoolean());
        Assert.Equal(12, result.GetProperty("produced").EnumerateObject().Sum(entry => entry.Value.GetInt32()));

        var again = (await _scene.RunAsync(command)).AssertSucceeded();
        Assert.Equal(result.ToString().Replace("\"run\": 1", "\"run\": 2", StringComparison.Ordinal), again.Json.ToString());
        var list = (await _scene.RunAsync("runs", "list", "--store", _scene.Store)).AssertSucceeded();
        Assert.Equal(3, list.OutputLines.Length);
        Assert.Contains("  2  secret ", list.Output, StringComparison.Ordinal);
        var stored = (await _scene.RunAsync("runs", "show", "2", "--output", "json", "--store", _scene.Store)).AssertSucceeded().Json;
        Assert.Equal(result.GetProperty("mode").GetString(), stored.GetProperty("mode").GetString());
        (await _scene.RunAsync("report", "1", "2", "--store", _scene.Store, "-o", _scene.PathOf("secret.html"))).AssertSucceeded();
        Assert.Contains($"of &quot;{PlantedOften().Prompt}&quot; are the same string", await File.ReadAllTextAsync(_scene.PathOf("secret.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_work_is_continued_and_its_evidence_exported_and_verified()
    {
        var book = _scene.Write("book.txt", (await File.ReadAllTextAsync(Path.Combine(CommandContext.LabFolder, "time-machine.txt"))).Substring(12_000, 4000));
        var shown = (await _scene.RunAsync("continue", "--model", ProbeScene.Target, "--book", book, "--max-tokens", "150", "--context-length", "128", "--threads", "1", "--store", _scene.Store, "--output", "json")).AssertSucceeded().Json;
        Assert.Equal(150, shown.GetProperty("producedTokens").GetInt32());
        Assert.True(shown.GetProperty("attempts").GetInt32() > 1);
        Assert.InRange(shown.GetProperty("nvRecall").GetProperty("recall").GetDouble(), 0, 1);
        Assert.StartsWith(shown.GetProperty("given").GetString() ?? "?", await File.ReadAllTextAsync(book), StringComparison.Ordinal);

        (await _scene.RunAsync("report", "--store", _scene.Store, "-o", _scene.PathOf("book.html"))).AssertSucceeded();
        Assert.Contains("produced by the model", await File.ReadAllTextAsync(_scene.PathOf("book.html")), StringComparison.Ordinal);

        var folder = _scene.PathOf("evidence");
        var exported = (await _scene.RunAsync("export", "1", "--evidence", "-o", folder, "--store", _scene.Store)).AssertSucceeded();
        var verified = (await _scene.RunAsync("verify", folder)).AssertSucceeded();
        Assert.Equal(exported.OutputLines.Single(line => line.StartsWith("manifest", StringComparison.Ordinal)), verified.OutputLines.Single(line => line.StartsWith("manifest", StringComparison.Ordinal)));
        Assert.Contains("mia-probe continue --model ", verified.Output, StringComparison.Ordinal);

        File.AppendAllText(Path.Combine(folder, "attempts.jsonl"), "\n");
        var broken = await _scene.RunAsync("verify", folder);
        Assert.Equal(5, broken.ExitCode);
        Assert.Contains("attempts.jsonl has SHA-256 ", broken.Output, StringComparison.Ordinal);
        Assert.Contains("error: ", broken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_said_before_a_run_begins()
    {
        (await _scene.RunAsync("secret", "My password is", "--store", _scene.Store)).AssertFailed(2, "No model was given: add --model FILE.gguf.");
        (await _scene.RunAsync("secret", "My password is", "--model", ProbeScene.Target, "--samples", "0")).AssertFailed(2, "option --samples: '0' is not allowed; expected a whole number of at least 1");
        (await _scene.RunAsync("verify", _scene.PathOf("nothing"))).AssertFailed(3, $"there is no manifest.json in {_scene.PathOf("nothing")}: name a folder that 'mia-probe export RUN --evidence' wrote");
        Assert.Equal(3, (await _scene.RunAsync("continue", "--model", ProbeScene.Target, "--book", _scene.PathOf("missing.txt"))).ExitCode);
        Assert.False(File.Exists(_scene.Store));
    }

    [Fact]
    public async Task The_run_of_another_command_is_not_resumed()
    {
        (await _scene.RunAsync("secret", Planted, "--model", ProbeScene.Target, "--samples", "1", "--threads", "1", "--store", _scene.Store)).AssertSucceeded();
        var resumed = await _scene.RunAsync("resume", "1", "--store", _scene.Store);
        Assert.Equal(2, resumed.ExitCode);
        Assert.Contains("mia-probe secret 'My password for the admin panel of site I is' --model ", resumed.Error, StringComparison.Ordinal);
        Assert.Contains("Run 1 is shown by", (await _scene.RunAsync("runs", "show", "1", "--store", _scene.Store)).Error, StringComparison.Ordinal);
    }

    private static (string Prompt, string Secret) PlantedOften()
    {
        using var canaries = JsonDocument.Parse(File.ReadAllText(Path.Combine(CommandContext.LabFolder, "canaries.json")));
        var most = canaries.RootElement.GetProperty("canaries").EnumerateArray().MaxBy(canary => canary.GetProperty("repetitions").GetInt32());
        return ((most.GetProperty("prefix").GetString() ?? "").TrimEnd(), most.GetProperty("secret").GetString() ?? "");
    }
}
