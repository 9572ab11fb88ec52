using System.Text;
using System.Text.Json;
using LlmMiaProbe.Cli.Tests.Console;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>Whoever names a file, a key, a model or an error does not get to steer a terminal.</summary>
public sealed class PrintedTextTests : IDisposable
{
    private const string Evil = "a\u001b[2J\u001b]0;x\u0007\u009b31m\u202Eb\u2066\u200Bc\u2028d\rerased";

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("run", "--model", Evil, "--corpus", "x.jsonl")]
    [InlineData("run", "--seed", Evil, "--model", "m.gguf", "--corpus", "x")]
    [InlineData("run", "--attacks", Evil, "--model", "m.gguf", "--corpus", "x")]
    [InlineData("run", "--" + Evil)]
    [InlineData(Evil)]
    [InlineData("runs", Evil)]
    [InlineData("runs", "show", Evil)]
    [InlineData("runs", "list", "--store", Evil)]
    [InlineData("runs", "gate", "1", "--fail-if", Evil)]
    [InlineData("verify", Evil)]
    [InlineData("attacks", "show", Evil)]
    [InlineData("config", "show", "--config", Evil)]
    [InlineData("canary", "test", Evil, "--model", "m.gguf")]
    [InlineData("models", "inspect", Evil)]
    [InlineData("corpus", "check", Evil)]
    [InlineData("doctor", "--model", Evil)]
    public async Task Words_of_the_command_line_come_back_harmless(params string[] words)
    {
        AssertHarmless(await _scene.RunAsync(words), mustShow: true);
        AssertHarmless(await _scene.RunAsync(new TerminalScene(isTerminal: true, usesColour: false), words), mustShow: false);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".jsonl")]
    public async Task A_corpus_that_is_not_there_comes_back_harmless(string ending) => AssertHarmless(await _scene.ProbeAsync("--corpus", Evil + ending), mustShow: true);

    [Fact]
    public async Task A_key_of_a_settings_file_comes_back_harmless()
    {
        var json = JsonSerializer.Serialize(new Dictionary<string, object> { ["Run"] = new Dictionary<string, object> { [Evil] = Evil } });
        AssertHarmless(await _scene.RunAsync("config", "show", "--config", _scene.Write("s.json", json)), mustShow: true);
    }

    [Fact]
    public async Task A_corpus_and_its_ids_come_back_harmless_and_json_stays_json()
    {
        var line = JsonSerializer.Serialize(new { id = Evil, text = $"{Evil} and more words", label = Evil });
        var good = JsonSerializer.Serialize(new { id = Evil, text = $"{Evil} and more words" });
        var corpus = _scene.Write("c.jsonl", $"{line}\n{good}\n{good}\n");
        var checkedCorpus = await _scene.RunAsync("corpus", "check", corpus);
        AssertHarmless(checkedCorpus, mustShow: true);
        var asJson = await _scene.RunAsync("corpus", "check", corpus, "--output", "json");
        AssertHarmless(asJson, mustShow: true);
        Assert.Equal(JsonValueKind.Object, asJson.Json.ValueKind);
    }

    [Fact]
    public async Task A_manifest_of_a_bundle_comes_back_harmless()
    {
        Directory.CreateDirectory(_scene.PathOf("bundle"));
        _scene.Write("bundle/manifest.json", JsonSerializer.Serialize(new { format = Evil, files = new[] { new { name = Evil } } }));
        AssertHarmless(await _scene.RunAsync("verify", _scene.PathOf("bundle")), mustShow: false);
    }

    [Fact]
    public async Task An_error_of_an_endpoint_comes_back_harmless()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.OpenAi);
        var outcome = await _scene.RunAsync(
            "run", "--endpoint", endpoint.Url.ToString(), "--endpoint-model", Evil, "--corpus", _scene.WriteCorpus("one text", "another text"), "--attacks", "loss", "--store", _scene.Store);
        AssertHarmless(outcome, mustShow: false);
    }

    private static void AssertHarmless(Outcome outcome, bool mustShow)
    {
        var all = outcome.Output + outcome.Error;
        Assert.DoesNotContain(all, c => (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\u202E' or '\u2066' or '\u200B' or '\u2028');
        Assert.True(!mustShow || all.Contains("\\u202Eb\\u2066\\u200Bc", StringComparison.Ordinal), all);
        Assert.NotEqual(1, outcome.ExitCode);
        Assert.Equal(all, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(all)));
    }
}
