using System.Text;
using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Hosted.Chat;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>The program with each connector, against a server on the loopback address.</summary>
public sealed class ConnectorTests : IDisposable
{
    private const string Key = "sk-of-a-kernel-0123456789";
    private const int Documents = 8;

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(EndpointShape.Chat, "openai", null, 20)]
    [InlineData(EndpointShape.Azure, "azure-openai", "AzureOpenAIChatCompletionService, api-version 2024-10-21", 20)]
    [InlineData(EndpointShape.Ollama, "ollama", "ChatClientChatCompletionService", 0)]
    public async Task A_connector_is_inspected_asked_and_continued_with_and_the_key_is_nowhere(EndpointShape shape, string connector, string? service, int alternatives)
    {
        // The chat of an OpenAI-compatible server is asked as it always was, so that its replies in older stores count.
        var policy = service is null ? "chat" : $"chat through Semantic Kernel {KernelChatModel.Version}, {service}";
        await using var endpoint = await ServeAsync(shape);
        var keyFile = _scene.Write("key.txt", Key);
        string[] model = ["--endpoint", $"{endpoint.Url}", "--endpoint-model", "scripted", "--api-key-file", keyFile, .. connector == "openai" ? Array.Empty<string>() : ["--connector", connector]];
        var outcomes = new List<Outcome>();
        async Task<Outcome> RunAsync(params string[] args)
        {
            outcomes.Add((await _scene.RunAsync([.. args])).AssertSucceeded());
            return outcomes[^1];
        }

        var found = await RunAsync(["models", "inspect", .. model, "--output", "json"]);
        Assert.Equal(
            (true, false, alternatives, "scripted"),
            (found.Json.GetProperty("chat").GetBoolean(), found.Json.GetProperty("completions").GetBoolean(), found.Json.GetProperty("chatTopLogProbs").GetInt32(), found.Json.GetProperty("reportedModel").GetString()));
        Assert.Equal(service is not null, found.Json.GetProperty("findings").ToString().Contains($"{policy}: it neither scores given text nor completes it as it is", StringComparison.Ordinal));

        var asked = await RunAsync(["ask", "continue", .. model, "--corpus", Corpus(), "--given-words", "20", "--turns", "2", "--reply-tokens", "8", "--store", _scene.Store, "--output", "json"]);
        Assert.Equal(2 * Documents, asked.Json.GetProperty("models")[0].GetProperty("replies").GetProperty("asked").GetInt32());
        var secret = await RunAsync(["secret", "The Time Traveller", .. model, "--samples", "4", "--max-tokens", "5", "--store", _scene.Store, "--output", "json"]);
        Assert.Equal(2, secret.Json.GetProperty("run").GetInt32());
        await RunAsync(["continue", "--book", _scene.Write("book.txt", string.Concat(Enumerable.Repeat("Nothing is in this book. ", 30))), "--max-tokens", "20", .. model, "--store", _scene.Store]);
        var pools = await RunAsync(["run", .. model, "--corpus", Corpus(), "--attacks", "samia(samples=3),cdd(samples=3),ngram-coverage(samples=3)", "--resamples", "100", "--store", _scene.Store, "--output", "json"]);
        Assert.All(pools.Json.GetProperty("attacks").EnumerateArray(), attack => Assert.Equal(Documents, attack.GetProperty("n").GetProperty("member").GetInt32() + attack.GetProperty("n").GetProperty("nonmember").GetInt32()));
        await RunAsync("report", "4", "--store", _scene.Store, "-o", _scene.PathOf("report.html"));
        var folder = _scene.PathOf("evidence");
        await RunAsync("export", "1", "--evidence", "-o", folder, "--store", _scene.Store);
        var verified = await RunAsync("verify", folder);

        Assert.Equal(service is not null, verified.Output.Contains($"--connector {connector}", StringComparison.Ordinal));
        Assert.Equal(shape == EndpointShape.Azure, verified.Output.Contains("--api-version 2024-10-21", StringComparison.Ordinal));
        Assert.All(File.ReadAllLines(Path.Combine(folder, "attempts.jsonl")), line => Assert.Contains($"\"policy\":\"{policy}\"", line, StringComparison.Ordinal));
        Assert.All(endpoint.Requests.Where(request => request.Body.Count > 0), request =>
        {
            if (service is not null)
            {
                Assert.Equal(shape == EndpointShape.Azure ? "/openai/deployments/scripted/chat/completions" : "/api/chat", request.Path);
            }

            Assert.Equal(shape == EndpointShape.Azure ? Key : $"Bearer {Key}", request.Authorization);
        });
        Assert.All(outcomes, outcome => Assert.DoesNotContain(Key, outcome.Output + outcome.Error, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_scene.Store) ?? "").Concat(Directory.GetFiles(folder)).Where(file => file != keyFile))
        {
            Assert.True((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Key)) < 0, file);
        }
    }

    [Fact]
    public async Task Letters_are_read_from_log_probabilities()
    {
        await using var endpoint = await ServeAsync(EndpointShape.Chat, key: null);
        // Whatever the model writes, the likeliest letter is B.
        endpoint.Answer = said => said.Contains("(A)", StringComparison.Ordinal) || said.Contains("A.", StringComparison.Ordinal) ? new LoopbackAnswer("B", "stop", [("B", -0.2), ("A", -2), ("C", -4), ("D", -5)]) : null;
        string[] model = ["--endpoint", $"{endpoint.Url}", "--endpoint-model", "scripted", "--endpoint-paraphraser", "scripted"];
        var asked = (await _scene.RunAsync(["ask", "decop", .. model, "--corpus", Corpus(), "--orders", "4", "--store", _scene.Store, "--output", "json"])).AssertSucceeded();
        var questions = asked.Json.GetProperty("models")[0].GetProperty("replies").GetProperty("asked").GetInt32();
        Assert.NotEqual(0, questions);
        var folder = _scene.PathOf("evidence");
        (await _scene.RunAsync("export", "1", "--evidence", "-o", folder, "--store", _scene.Store)).AssertSucceeded();
        var first = File.ReadLines(Path.Combine(folder, "attempts.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("detail").GetProperty("firstToken").EnumerateArray().Select(token => (token.GetProperty("text").GetString(), token.GetProperty("logProb").GetDouble())).ToList())
            .Where(tokens => tokens.Count > 0)
            .ToList();
        Assert.Equal(questions, first.Count);
        Assert.All(first, tokens => Assert.Equal([("B", -0.2), ("A", -2), ("C", -4), ("D", -5)], tokens));
    }

    [Fact]
    public async Task A_budget_ends_with_the_command_that_goes_on_and_resume_asks_the_same_way()
    {
        await using var endpoint = await ServeAsync(EndpointShape.Azure);
        _scene.Variable("Endpoint__Url", $"{endpoint.Url}").Variable("Endpoint__Model", "scripted").Variable("Endpoint__ApiKeyFile", _scene.Write("key.txt", Key)).Variable("Endpoint__Connector", "azure-openai").Variable("Endpoint__ApiVersion", "2025-04-01-preview");
        string[] command = ["run", "--corpus", Corpus(), "--attacks", "samia(samples=3)", "--resamples", "100", "--store", _scene.Store];
        var stopped = await _scene.RunAsync([.. command, "--max-requests", "25"]);
        Assert.Equal(3, stopped.ExitCode);
        Assert.Contains("the budget of --max-requests 25 is used up; everything so far is kept, and `mia-probe resume 1", stopped.Error, StringComparison.Ordinal);
        var asked = endpoint.Requests.Count;
        _scene.Variable("Endpoint__Connector", "openai").Variable("Endpoint__ApiVersion", "").Variable("Endpoint__Url", "http://127.0.0.1:9/v1");
        for (var left = 3; left > 0 && (await _scene.RunAsync("resume", "1", "--endpoint", $"{endpoint.Url}", "--store", _scene.Store)).ExitCode != 0; left--)
        {
        }

        var exported = (await _scene.RunAsync("runs", "export", "1", "--format", "jsonl", "--store", _scene.Store)).AssertSucceeded();
        Assert.Equal(Documents, exported.JsonLines.Count(line => line.GetProperty("status").GetString() == "scored"));
        // The four continuations of every document, each once.
        Assert.Equal(4 * Documents, endpoint.Requests.Count(request => request.Body.ToJsonString().Contains("Continue this text exactly", StringComparison.Ordinal)));
        Assert.True(endpoint.Requests.Count > asked);
        Assert.All(endpoint.Requests, request => Assert.Equal(("/openai/deployments/scripted/chat/completions", "?api-version=2025-04-01-preview"), (request.Path, request.Query)));
    }

    [Fact]
    public async Task A_run_of_an_older_version_with_its_engine_goes_on_and_is_reported()
    {
        await using var endpoint = await ServeAsync(EndpointShape.Chat, key: null);
        const string policy = "chat through Semantic Kernel 1.70.0, OpenAIChatCompletionService";
        using (var store = SqliteProbeStore.Open(_scene.Store))
        {
            store.BeginRun(
                new RunSettings
                {
                    Model = "scripted",
                    Engine = ModelEngine.SemanticKernel,
                    Hosted = new HostedModel(
                        new EndpointSettings { Url = endpoint.Url, Model = "scripted", Connector = ConnectorKind.Openai },
                        new EndpointCapability { Access = AccessLevel.TextOnly, ReportedModel = "scripted", HasChat = true, PromptFindings = [$"{policy}: it neither scores given text nor completes it as it is"] }),
                    Corpora = [new CorpusSource(Corpus())],
                    Attacks = ["samia(samples=3)"],
                    Resamples = 100,
                },
                "0.0.9",
                DateTimeOffset.UnixEpoch);
        }

        var resumed = (await _scene.RunAsync("resume", "1", "--endpoint", $"{endpoint.Url}", "--store", _scene.Store)).AssertSucceeded();
        Assert.Contains("scripted", resumed.Output, StringComparison.Ordinal);
        Assert.All(endpoint.Requests, request => Assert.Equal("/v1/chat/completions", request.Path));
        var folder = _scene.PathOf("evidence");
        (await _scene.RunAsync("export", "1", "--evidence", "-o", folder, "--store", _scene.Store)).AssertSucceeded();
        Assert.All(File.ReadAllLines(Path.Combine(folder, "attempts.jsonl")), line => Assert.Contains($"\"policy\":\"{policy}", line, StringComparison.Ordinal));
        var report = _scene.PathOf("report.html");
        (await _scene.RunAsync("report", "1", "--store", _scene.Store, "-o", report)).AssertSucceeded();
        // The command that it shows is one that works.
        Assert.DoesNotContain("--engine semantic-kernel", await File.ReadAllTextAsync(report), StringComparison.Ordinal);
        (await _scene.RunAsync("runs", "show", "1", "--store", _scene.Store)).AssertSucceeded();
    }

    [Fact]
    public async Task The_engine_that_is_none_any_more_is_answered_with_one_sentence() =>
        (await _scene.RunAsync("secret", "It is", "--engine", "semantic-kernel", "--endpoint", "http://127.0.0.1:9/v1", "--endpoint-model", "m")).AssertFailed(2,
            "option --engine semantic-kernel: the chat of endpoints always goes through Semantic Kernel now, so it is no engine to choose: leave it out; --connector says whose chat it is");

    [Theory]
    [InlineData(2, "--connector azure-openai needs the name of a deployment: add --endpoint-model DEPLOYMENT.", "--connector", "azure-openai", "--endpoint", "https://name.openai.azure.com")]
    [InlineData(2, "--endpoint: https://name.openai.azure.com/openai/deployments/d is no Azure OpenAI resource: expected one such as https://NAME.openai.azure.com, without the path of a deployment; deployments are named by --endpoint-model.", "--connector", "azure-openai", "--endpoint", "https://name.openai.azure.com/openai/deployments/d", "--endpoint-model", "d")]
    [InlineData(2, "--endpoint: --connector ollama speaks Ollama's own API, which is not under /v1: leave that out, or use --connector openai.", "--connector", "ollama", "--endpoint", "http://127.0.0.1:9/v1", "--endpoint-model", "m")]
    [InlineData(3, "--api-key-env: the environment variable MIA_PROBE_TEST_NO_SUCH_KEY is not set or empty; set it to the key of 127.0.0.1.", "--endpoint", "http://127.0.0.1:9/v1", "--endpoint-model", "m", "--api-key-env", "MIA_PROBE_TEST_NO_SUCH_KEY")]
    [InlineData(2, "--api-version: 'latest' is no version of Azure OpenAI's API: expected one such as 2024-10-21 or 2025-04-01-preview.", "--connector", "azure-openai", "--endpoint", "https://name.openai.azure.com", "--endpoint-model", "d", "--api-version", "latest")]
    [InlineData(2, "--azure-sign-in is for --connector azure-openai: add that, or leave it out.", "--endpoint", "http://127.0.0.1:9/v1", "--endpoint-model", "m", "--azure-sign-in")]
    [InlineData(2, "--azure-sign-in and --api-key-file both say who asks; keep one.", "--connector", "azure-openai", "--endpoint", "https://name.openai.azure.com", "--endpoint-model", "d", "--azure-sign-in", "--api-key-file", "key.txt")]
    [InlineData(2, "--endpoint: http://name.openai.azure.com is not encrypted, and --azure-sign-in sends what proves who you are: expected an address that begins with https://.", "--connector", "azure-openai", "--endpoint", "http://name.openai.azure.com", "--endpoint-model", "d", "--azure-sign-in")]
    [InlineData(2, "--api-version is for --connector azure-openai: add that, or leave it out.", "--endpoint", "http://127.0.0.1:9/v1", "--endpoint-model", "m", "--api-version", "2024-10-21")]
    [InlineData(2, "option --endpoint-tokenizer: 'p50k' is not allowed for Endpoint:Tokenizer; expected one of auto, o200k_base, cl100k_base, r50k_base", "--endpoint", "http://127.0.0.1:9/v1", "--endpoint-model", "m", "--endpoint-tokenizer", "p50k")]
    public async Task Contradictions_are_refused(int exitCode, string sentence, params string[] options) =>
        (await _scene.RunAsync(["secret", "It is", "--store", _scene.Store, .. options])).AssertFailed(exitCode, sentence);

    [Theory]
    [InlineData(EndpointShape.Azure, 2, "--endpoint-model: URL has no deployment 'gpt-9' (404 DeploymentNotFound): name one of the resource's deployments, which need not be called as their models are; a new one takes some minutes to appear.", "azure-openai", "gpt-9")]
    [InlineData(EndpointShape.Azure, 2, "--api-version: URL does not support 2020-01-01 (400): use a version that it does, or leave the option out.", "azure-openai", "scripted", "--api-version", "2020-01-01")]
    [InlineData(EndpointShape.Ollama, 3, "--endpoint-model: Ollama at URL has no model 'llama9': get it with `ollama pull llama9`, or name one that `ollama list` shows.", "ollama", "llama9")]
    public async Task What_the_provider_does_not_have_is_said_in_one_sentence(EndpointShape shape, int exitCode, string sentence, string connector, string model, params string[] options)
    {
        await using var endpoint = await ServeAsync(shape, key: null);
        (await _scene.RunAsync(["secret", "It is", "--connector", connector, "--endpoint", $"{endpoint.Url}", "--endpoint-model", model, "--store", _scene.Store, .. options])).AssertFailed(exitCode, sentence.Replace("URL", $"{endpoint.Url}", StringComparison.Ordinal));
        Assert.False(File.Exists(_scene.Store));
    }

    [Theory]
    [InlineData("/openai/v1")]
    [InlineData("/openai/")]
    [InlineData("/gateway")]
    public async Task The_address_of_an_azure_resource_may_be_copied_with_that_of_its_api(string path)
    {
        await using var endpoint = await ServeAsync(EndpointShape.Azure, key: null);
        var outcome = await _scene.RunAsync("models", "inspect", "--connector", "azure-openai", "--endpoint", $"{endpoint.Url}".TrimEnd('/') + path, "--endpoint-model", "scripted");
        Assert.Equal(path == "/gateway" ? 2 : 0, outcome.ExitCode);
        Assert.All(endpoint.Requests, request => Assert.Equal(path == "/gateway" ? "/gateway/openai/deployments/scripted/chat/completions" : "/openai/deployments/scripted/chat/completions", request.Path));
        Assert.NotEmpty(endpoint.Requests);
    }

    [Theory]
    [InlineData(EndpointShape.Chat, "openai")]
    [InlineData(EndpointShape.Azure, "azure-openai")]
    [InlineData(EndpointShape.Ollama, "ollama")]
    public async Task A_refused_key_is_said_without_the_key(EndpointShape shape, string connector)
    {
        await using var endpoint = await ServeAsync(shape);
        var outcome = await _scene.RunAsync("secret", "It is", "--connector", connector, "--endpoint", $"{endpoint.Url}", "--endpoint-model", "scripted", "--api-key-file", _scene.Write("key.txt", "sk-wrong-key"), "--store", _scene.Store);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("the endpoint refuses the key (401)", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("see whether", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        Assert.DoesNotContain("sk-wrong-key", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attacks_on_given_text_are_refused_with_the_reason()
    {
        await using var endpoint = await ServeAsync(EndpointShape.Azure, key: null);
        var outcome = await _scene.RunAsync("run", "--connector", "azure-openai", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "scripted", "--corpus", Corpus(), "--attacks", "loss", "--store", _scene.Store);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("does not score given text (chat through Semantic Kernel", outcome.Error, StringComparison.Ordinal);
    }

    private static Task<LoopbackEndpoint> ServeAsync(EndpointShape shape, string? key = Key) =>
        LoopbackEndpoint.StartAsync(new ScriptedServedModel(), shape, settings => settings with { ApiKey = key });

    private string Corpus() => _scene.WriteCorpus([.. Enumerable.Range(0, Documents).Select(i => string.Join(' ', Enumerable.Range(0, 60).Select(word => $"word{(word * (i + 3)) % 37}")))]);
}
