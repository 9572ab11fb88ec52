using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LlmMiaProbe.Loopback;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class EndpointTests : IDisposable
{
    private const string Key = "sk-e2e-0123456789";
    private const int Documents = 8;

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_hosted_model_is_probed_with_the_same_scores_as_in_process_and_its_key_is_nowhere()
    {
        await using var endpoint = await ServeAsync(EndpointShape.Vllm, Key);
        var key = _scene.Write("key.txt", Key);
        string[] asked = ["--corpus", ProbeScene.Passages, "--limit", $"{Documents}", "--attacks", "loss,min-k(k=0.2),min-k-plus-plus(k=0.2)", "--resamples", "100", "--store", _scene.Store];
        string[] hosted = ["--endpoint", $"{endpoint.Url}", "--endpoint-model", "target", "--api-key-file", key];

        var plan = (await _scene.RunAsync(["run", .. hosted, .. asked, "--dry-run", "--price", "2,10"])).AssertSucceeded();
        Assert.Contains($"{Documents} requests · about", plan.Output, StringComparison.Ordinal);
        var given = int.Parse(Regex.Match(plan.Output, @"about ([\d,]+) tokens").Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"price      about {((given * 2m) + (Documents * 10m)) / 1_000_000:0.00##} at 2 for a million tokens given and 10"),
            plan.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_scene.Store));

        var run = (await _scene.RunAsync(["run", .. hosted, .. asked])).AssertSucceeded();
        Assert.Contains("given text is scored by completions with prompt_logprobs: log-probabilities, ranks, the likeliest token; BOS first", Flat(run.Output), StringComparison.Ordinal);
        Assert.Contains($"asked      {Documents} requests", run.Output, StringComparison.Ordinal);
        Assert.Contains("there are log-probabilities of the given tokens, but not whole distributions", Flat(run.Output), StringComparison.Ordinal);
        (await _scene.ProbeAsync([.. asked[..^2]])).AssertSucceeded();
        Assert.Equal(await ScoresAsync(2), await ScoresAsync(1));

        var report = _scene.PathOf("report.html");
        (await _scene.RunAsync("report", "1", "--store", _scene.Store, "-o", report)).AssertSucceeded();
        Assert.Contains("completions with prompt_logprobs", await File.ReadAllTextAsync(report), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, plan.Output + plan.Error + run.Output + run.Error, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_scene.Store) ?? "").Where(file => file != key))
        {
            Assert.True((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Key)) < 0, file);
        }

        var simulated = (await _scene.RunAsync("simulate", "2", "topk=1,0", "round=0.1", "--store", _scene.Store)).AssertSucceeded();
        Assert.Matches(@"\nloss +[\d.]+ +[\d.]+ +– +[\d.]+\n", simulated.Output);

        async Task<IReadOnlyList<string>> ScoresAsync(int number) =>
            [.. (await _scene.RunAsync("runs", "export", $"{number}", "--format", "jsonl", "--store", _scene.Store)).JsonLines
                .Where(line => line.GetProperty("attack").GetString() != "min-k-plus-plus(k=0.2)")
                .Select(line => $"{line.GetProperty("document")} {line.GetProperty("attack")} {line.GetProperty("score")}")];
    }

    [Fact]
    public async Task A_budget_stops_with_the_command_that_goes_on()
    {
        await using var endpoint = await ServeAsync(EndpointShape.OpenAi);
        var budget = await EndpointQuestions.CountAsync(_scene, endpoint, "target") + 36;
        var stopped = await _scene.RunAsync(
            "run", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "target", "--corpus", ProbeScene.Passages, "--limit", "40", "--attacks", "loss", "--resamples", "100", "--max-requests", $"{budget}", "--store", _scene.Store);
        stopped.AssertFailed(3, $"the budget of --max-requests {budget} is used up; everything so far is kept, and `mia-probe resume 1 --store {_scene.Store} --endpoint {endpoint.Url}` goes on with a new budget of the same size");
        (await _scene.RunAsync("resume", "1", "--endpoint", $"{endpoint.Url}", "--store", _scene.Store)).AssertSucceeded();
        Assert.Equal(40, endpoint.Requests.Count(request => request.Body["prompt"]?.GetValue<string>().Length > 300));
    }

    [Fact]
    public async Task What_an_endpoint_takes_and_ignores_is_named()
    {
        await using var endpoint = await ServeAsync(EndpointShape.LlamaServer);
        var found = (await _scene.RunAsync("models", "inspect", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "target")).AssertSucceeded();
        Assert.Contains("log-probabilities of generated tokens only", Flat(found.Output), StringComparison.Ordinal);
        Assert.Contains("completions with echo: the endpoint takes echo and returns log-probabilities of generated tokens only", Flat(found.Output), StringComparison.Ordinal);
        var refused = await _scene.RunAsync("run", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "target", "--corpus", ProbeScene.Passages, "--attacks", "loss", "--store", _scene.Store);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("No attack of this run can be served: target at 127.0.0.1 does not score given text", refused.Error, StringComparison.Ordinal);

        var secret = (await _scene.RunAsync("secret", "The Time Traveller", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "target", "--samples", "3", "--max-tokens", "4", "--store", _scene.Store)).AssertSucceeded();
        Assert.Contains("target at 127.0.0.1", secret.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--model and --endpoint both name the model under test; keep one.", "--model", "m.gguf", "--endpoint-model", "target", "--endpoint", "URL")]
    [InlineData("--endpoint needs the name of a model there: add --endpoint-model NAME.", "--endpoint", "URL")]
    [InlineData("--endpoint-model names a model, but no endpoint was given: add --endpoint URL.", "--endpoint-model", "target")]
    [InlineData("--api-key-env and --api-key-file both say where the key is; keep one.", "--endpoint-model", "target", "--endpoint", "URL", "--api-key-env", "A", "--api-key-file", "b")]
    [InlineData("--endpoint: --connector ollama speaks Ollama's own API, which is not under /v1: leave that out, or use --connector openai.", "--endpoint-model", "target", "--endpoint", "URL", "--connector", "ollama")]
    [InlineData("option --connector: 'claude' is not allowed for Endpoint:Connector; expected one of openai, azure-openai, ollama", "--endpoint-model", "target", "--endpoint", "URL", "--connector", "claude")]
    public async Task Contradictions_are_refused(string sentence, params string[] options)
    {
        await using var endpoint = await ServeAsync(EndpointShape.OpenAi);
        (await _scene.RunAsync(["run", "--corpus", ProbeScene.Passages, "--store", _scene.Store, .. options.Select(option => option == "URL" ? $"{endpoint.Url}" : option)])).AssertFailed(2, sentence);
    }

    [Theory]
    [InlineData("sk-of-no-one-0123456789\nsecond", "a line break, so several lines")]
    [InlineData("sk-of-no-one-0123456789,second", "a comma")]
    public async Task A_key_that_is_none_is_no_bug_and_in_no_message_whatever_threw_it(string key, string kind)
    {
        await using var endpoint = await ServeAsync(EndpointShape.OpenAi);
        var file = _scene.Write("key", key);
        foreach (var command in new string[][] { ["models", "inspect"], ["run", "--corpus", ProbeScene.Passages], ["ask", "guided", "--corpus", ProbeScene.Passages], ["secret", "The"], ["continue", "--book", ProbeScene.Passages] })
        {
            var refused = await _scene.RunAsync([.. command, "--endpoint", $"{endpoint.Url}", "--endpoint-model", "target", "--api-key-file", file]);
            refused.AssertFailed(3, $"--api-key-file: {file} holds {kind}, which no key has (the key is not shown): it should hold the key of 127.0.0.1 and nothing else.");
        }

        Assert.Empty(endpoint.Requests);
        var bug = LlmMiaProbe.Cli.Console.CommandFailure.From(new FormatException($"The format of value 'Bearer {key}' is invalid."));
        Assert.Contains("please report it", bug.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-of-no-one", bug.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_encryption_a_run_begins_and_goes_on_only_if_that_is_said()
    {
        string[] model = ["--endpoint", "http://192.0.2.1:9/v1", "--endpoint-model", "m"];
        (await _scene.RunAsync(["models", "inspect", .. model])).AssertFailed(3,
            "--endpoint: http://192.0.2.1:9/v1 is not encrypted, so the given texts could be read on the way: use an address that begins with https://, or add --allow-http if the network is your own.");
        Assert.Contains("--allow-http", (await _scene.RunAsync("resume", "--help")).Output, StringComparison.Ordinal);
    }

    private static Task<LoopbackEndpoint> ServeAsync(EndpointShape shape, string? key = null) =>
        LoopbackEndpoint.StartAsync(new ServedGguf(ProbeScene.Target), shape, settings => settings with { ApiKey = key });

    // Lines are wrapped to the terminal.
    private static string Flat(string output) => System.Text.RegularExpressions.Regex.Replace(output, @"\s+", " ");
}
