using System.Text.Json.Nodes;
using LlmMiaProbe.Reporting.Bundles;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

[Collection(LabRunCollection.Name)]
public sealed class BundleTests(LabRun lab) : IDisposable
{
    private readonly ProbeScene _scene = lab.Copy();

    private string Folder => _scene.PathOf("evidence");

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_bundle_is_signed_verified_and_replayed()
    {
        var key = _scene.PathOf("key.pem");
        var made = (await _scene.RunAsync("keys", "new", "-o", key)).AssertSucceeded();
        var id = made.OutputLines.Single(line => line.StartsWith("key id", StringComparison.Ordinal))[^64..];
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(key) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Equal(3, (await _scene.RunAsync("keys", "new", "-o", key)).ExitCode);
        await ExportAsync("--sign", key);

        var verified = (await _scene.RunAsync("verify", Folder, "--key", $"{key}.pub", "--output", "json")).AssertSucceeded().Json;
        Assert.True(verified.GetProperty("verified").GetBoolean());
        Assert.Equal(id, verified.GetProperty("signedBy").GetString());
        Assert.Contains(verified.GetProperty("recomputed").EnumerateArray(), part => part.GetProperty("what").GetString() == "evidence keys" && part.GetProperty("done").GetInt64() == 36);
        Assert.Equal(0, verified.GetProperty("notRecomputed").GetArrayLength());
        Assert.Contains($"signed by key '{id}': not checked, give --key", (await _scene.RunAsync("verify", Folder)).AssertSucceeded().Output.Replace("\n           ", " ", StringComparison.Ordinal), StringComparison.Ordinal);

        var replayed = (await ReplayAsync("--reference", ProbeScene.Base, "--sample", "6", "--output", "json")).AssertSucceeded().Json;
        Assert.Equal(6, replayed.GetProperty("models").EnumerateArray().Sum(model => model.GetProperty("rows").GetInt64()));
        Assert.All(replayed.GetProperty("models").EnumerateArray(), model => Assert.Equal(0, model.GetProperty("largestDifference").GetDouble()));
        Assert.Equal(36, replayed.GetProperty("scoreRows").GetInt64());

        var fast = (await ReplayAsync("--numerics", "fast", "--sample", "3", "--output", "json")).AssertSucceeded().Json.GetProperty("models")[0];
        Assert.InRange(fast.GetProperty("largestDifference").GetDouble(), 1e-9, 0.02);
        Assert.Equal(0.02, fast.GetProperty("tolerance").GetProperty("nats").GetDouble());
    }

    [Fact]
    public async Task No_private_key_is_left_where_its_public_one_cannot_be_written()
    {
        var key = _scene.PathOf("half.pem");
        File.WriteAllText($"{key}.pub", "somebody's");
        var outcome = await _scene.RunAsync("keys", "new", "-o", key);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("half.pem.pub cannot be written", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(key));
        Assert.Equal("somebody's", File.ReadAllText($"{key}.pub"));
    }

    [Theory]
    [InlineData("--key", "/dev/zero")]
    [InlineData("--key", "pipe")]
    [InlineData("--timestamp-ca", "/dev/zero")]
    [InlineData("--timestamp-ca", "pipe")]
    public async Task What_need_not_end_is_neither_a_key_nor_a_certificate(string option, string name)
    {
        if (OperatingSystem.IsLinux())
        {
            var path = Path.IsPathRooted(name) ? name : _scene.PathOf(name);
            if (!Path.Exists(path))
            {
                using var make = System.Diagnostics.Process.Start("mkfifo", [path]);
                make.WaitForExit();
            }

            var outcome = await _scene.RunAsync("verify", Folder, option, path);
            Assert.Equal(3, outcome.ExitCode);
            Assert.Contains($"{option} {path} is a ", outcome.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_file_is_not_replayed()
    {
        await ExportAsync();
        var outcome = await _scene.RunAsync("replay", Folder, "--model", ProbeScene.Base, "--threads", "1");
        Assert.Equal(5, outcome.ExitCode);
        Assert.Contains("another file, so nothing was replayed", outcome.Output, StringComparison.Ordinal);
    }

    /// <summary>Consistent with itself, so that only the model can tell.</summary>
    [Fact]
    public async Task Made_up_token_scores_are_found_by_the_model()
    {
        await ExportAsync();
        Forge(row =>
        {
            row["logProb"]![5] = -9.25;
            row["rank"]![5] = 700;
        });
        var outcome = await ReplayAsync("--sample", "100");
        Assert.Equal(5, outcome.ExitCode);
        Assert.Contains("token-scores.jsonl:1: plain of document '55-0013' under target: log-probabilities differ by up to ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("(token 6: the bundle says -9.25, the model ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("log-probabilities differ", (await ReplayAsync("--sample", "100", "--numerics", "fast")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2_000_000_000)]
    [InlineData(-1)]
    public async Task Numbers_that_are_no_tokens_never_reach_native_code(int token)
    {
        await ExportAsync();
        Forge(row => row["tokens"]![5] = token);
        var outcome = await ReplayAsync("--sample", "100");
        Assert.Equal(5, outcome.ExitCode);
        Assert.Contains($"token-scores.jsonl:1: {token} is no token of a vocabulary of ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_that_do_not_spell_their_text_are_found_by_the_tokenizer()
    {
        await ExportAsync();
        Forge(row => row["tokens"]![5] = 300);
        Assert.Contains("token-scores.jsonl:1: the tokens are not those of the text of document '55-0013'", (await ReplayAsync("--sample", "100")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_timestamp_that_was_asked_for_nothing_is_left()
    {
        var outcome = await _scene.RunAsync("export", "1", "--evidence", "-o", Folder, "--store", _scene.Store, "--timestamp", "http://127.0.0.1:9/");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("and nothing was exported", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder));
    }

    private async Task ExportAsync(params string[] more) =>
        (await _scene.RunAsync(["export", "1", "--evidence", "-o", Folder, "--store", _scene.Store, .. more])).AssertSucceeded();

    private Task<Outcome> ReplayAsync(params string[] more) => _scene.RunAsync(["replay", Folder, "--model", ProbeScene.Target, .. more]);

    private void Forge(Action<JsonObject> edit)
    {
        var (path, manifestPath) = (Path.Combine(Folder, "token-scores.jsonl"), Path.Combine(Folder, BundleManifest.FileName));
        var lines = File.ReadAllLines(path);
        var row = JsonNode.Parse(lines[0])!.AsObject();
        edit(row);
        lines[0] = row.ToJsonString();
        File.WriteAllText(path, string.Concat(lines.Select(line => line + "\n")));
        var manifest = BundleManifest.FromJson(File.ReadAllText(manifestPath));
        File.WriteAllText(manifestPath, (manifest with { Files = [.. manifest.Files.Select(file => EvidenceBundle.Describe(Path.Combine(Folder, file.Name)))] }).ToJson());
    }
}
