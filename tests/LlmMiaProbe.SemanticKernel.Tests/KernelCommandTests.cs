using System.Text;
using System.Text.Json;
using LlmMiaProbe.Cli.Tests.EndToEnd;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.SemanticKernel.Tests;

/// <summary>The program with <c>--engine semantic-kernel</c> and each connector, against a server on the loopback address.</summary>
public sealed class KernelCommandTests : IDisposable
{
    private const string Key = "sk-of-a-kernel-0123456789";
    private const int Documents = 8;

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(EndpointShape.Chat, "openai", "OpenAIChatCompletionService", 20)]
    [InlineData(EndpointShape.Azure, "azure-openai", "OpenAIChatCompletionService", 20)]
    [InlineData(EndpointShape.Ollama, "ollama", "ChatClientChatCompletionService", 0)]
    public async Task A_connector_is_inspected_asked_and_continued_with_and_the_key_is_nowhere(EndpointShape shape, string connector, string service, int alternatives)
    {
        await using var endpoint = await ServeAsync(shape);
        var keyFile = _scene.Write("key.txt", Key);
        string[] model = ["--endpoint", $"{endpoint.Url}", "--endpoint-model", "scripted", "--api-key-file", keyFile, "--engine", "semantic-kernel", .. connector == "openai" ? Array.Empty<string>() : ["--connector", connector]];
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
        Assert.Contains($"chat through Semantic Kernel {KernelChat.Version}, {service}: it neither scores given text nor completes it as it is", found.Json.GetProperty("findings").ToString(), StringComparison.Ordinal);

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

        Assert.Contains("--engine semantic-kernel", verified.Output, StringComparison.Ordinal);
        Assert.All(File.ReadAllLines(Path.Combine(folder, "attempts.jsonl")), line => Assert.Contains($"\"policy\":\"chat through Semantic Kernel {KernelChat.Version}, {service}\"", line, StringComparison.Ordinal));
        Assert.All(endpoint.Requests.Where(request => request.Body.Count > 0), request =>
        {
            Assert.EndsWith("/chat", request.Path.Replace("/completions", "", StringComparison.Ordinal), StringComparison.Ordinal);
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
        string[] model = ["--endpoint", $"{endpoint.Url}", "--endpoint-model", "scripted", "--engine", "semantic-kernel", "--endpoint-paraphraser", "scripted"];
        var own = (await _scene.RunAsync(["ask", "decop", .. model[..4], .. model[6..], "--corpus", Corpus(), "--orders", "4", "--store", _scene.Store, "--output", "json"])).AssertSucceeded();
        var kernel = (await _scene.RunAsync(["ask", "decop", .. model, "--corpus", Corpus(), "--orders", "4", "--store", _scene.Store, "--output", "json"])).AssertSucceeded();
        Assert.Equal(own.Json.GetProperty("models")[0].GetProperty("measures").ToString(), kernel.Json.GetProperty("models")[0].GetProperty("measures").ToString());

        // The SDK behind the connector holds them as 32-bit numbers.
        var (first, second) = (await FirstTokensAsync(1), await FirstTokensAsync(2));
        Assert.NotEmpty(first);
        Assert.Equal(first.Select(token => token.Text), second.Select(token => token.Text));
        Assert.All(first.Zip(second), pair => Assert.Equal(pair.First.LogProb, pair.Second.LogProb, 1e-6));

        async Task<List<(string? Text, double LogProb)>> FirstTokensAsync(int run)
        {
            var folder = _scene.PathOf($"evidence-{run}");
            (await _scene.RunAsync("export", $"{run}", "--evidence", "-o", folder, "--store", _scene.Store)).AssertSucceeded();
            return [.. File.ReadLines(Path.Combine(folder, "attempts.jsonl"))
                .Select(line => JsonDocument.Parse(line).RootElement)
                .SelectMany(attempt => attempt.GetProperty("detail").GetProperty("firstToken").EnumerateArray())
                .Select(token => (token.GetProperty("text").GetString(), token.GetProperty("logProb").GetDouble()))];
        }
    }

    [Fact]
    public async Task A_budget_ends_with_the_command_that_goes_on_and_resume_asks_the_same_way()
    {
        await using var endpoint = await ServeAsync(EndpointShape.Chat);
        _scene.Variable("Endpoint__Url", $"{endpoint.Url}").Variable("Endpoint__Model", "scripted").Variable("Endpoint__ApiKeyFile", _scene.Write("key.txt", Key)).Variable("Llama__Engine", "semantic-kernel");
        string[] command = ["run", "--corpus", Corpus(), "--attacks", "samia(samples=3)", "--resamples", "100", "--store", _scene.Store];
        var stopped = await _scene.RunAsync([.. command, "--max-requests", "10"]);
        Assert.Equal(3, stopped.ExitCode);
        Assert.Contains("the budget of --max-requests 10 is used up; everything so far is kept, and `mia-probe resume 1", stopped.Error, StringComparison.Ordinal);
        var asked = endpoint.Requests.Count;
        _scene.Variable("Llama__Engine", "llama-cpp").Variable("Endpoint__Url", "http://127.0.0.1:9/v1");
        for (var left = 3; left > 0 && (await _scene.RunAsync("resume", "1", "--store", _scene.Store)).ExitCode != 0; left--)
        {
        }

        var exported = (await _scene.RunAsync("runs", "export", "1", "--format", "jsonl", "--store", _scene.Store)).AssertSucceeded();
        Assert.Equal(Documents, exported.JsonLines.Count(line => line.GetProperty("status").GetString() == "scored"));
        // The four continuations of every document, each once.
        Assert.Equal(4 * Documents, endpoint.Requests.Count(request => request.Body.ToJsonString().Contains("Continue this text exactly", StringComparison.Ordinal)));
        Assert.True(endpoint.Requests.Count > asked);
    }

    [Theory]
    [InlineData(2, "--connector azure-openai needs the name of a deployment: add --endpoint-model DEPLOYMENT.", "--connector", "azure-openai", "--endpoint", "https://name.openai.azure.com")]
    [InlineData(2, "--endpoint: https://name.openai.azure.com/openai/deployments/d is no Azure OpenAI resource: expected one such as https://NAME.openai.azure.com, without the path of a deployment; deployments are named by --endpoint-model.", "--connector", "azure-openai", "--endpoint", "https://name.openai.azure.com/openai/deployments/d", "--endpoint-model", "d")]
    [InlineData(2, "--endpoint: --connector ollama speaks Ollama's own API, which is not under /v1: leave that out, or use --connector openai.", "--connector", "ollama", "--endpoint", "http://127.0.0.1:9/v1", "--endpoint-model", "m")]
    [InlineData(3, "--api-key-env: the environment variable MIA_PROBE_TEST_NO_SUCH_KEY is not set or empty; set it to the key of 127.0.0.1.", "--endpoint", "http://127.0.0.1:9/v1", "--endpoint-model", "m", "--api-key-env", "MIA_PROBE_TEST_NO_SUCH_KEY")]
    [InlineData(2, "--engine semantic-kernel asks the chat of an endpoint and evaluates no GGUF file: add --endpoint URL and --endpoint-model NAME, or leave the option out.")]
    [InlineData(2, "--engine semantic-kernel asks the chat of an endpoint and evaluates no GGUF file: add --endpoint URL and --endpoint-model NAME, or leave the option out.", "--model", "TARGET")]
    public async Task Contradictions_are_refused(int exitCode, string sentence, params string[] options) =>
        (await _scene.RunAsync(["secret", "It is", "--engine", "semantic-kernel", "--store", _scene.Store, .. options.Select(option => option == "TARGET" ? ProbeScene.Target : option)])).AssertFailed(exitCode, sentence);

    [Fact]
    public async Task A_refused_key_is_said_without_the_key()
    {
        await using var endpoint = await ServeAsync(EndpointShape.Chat);
        var outcome = await _scene.RunAsync("secret", "It is", "--engine", "semantic-kernel", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "scripted", "--api-key-file", _scene.Write("key.txt", "sk-wrong-key"), "--store", _scene.Store);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("the endpoint refuses the key (401)", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-wrong-key", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attacks_on_given_text_are_refused_with_the_reason()
    {
        await using var endpoint = await ServeAsync(EndpointShape.Chat, key: null);
        var outcome = await _scene.RunAsync("run", "--engine", "semantic-kernel", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "scripted", "--corpus", Corpus(), "--attacks", "loss", "--store", _scene.Store);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("does not score given text (chat through Semantic Kernel", outcome.Error, StringComparison.Ordinal);
    }

    private static Task<LoopbackEndpoint> ServeAsync(EndpointShape shape, string? key = Key) =>
        LoopbackEndpoint.StartAsync(new ScriptedServedModel(), shape, settings => settings with { ApiKey = key });

    private string Corpus() => _scene.WriteCorpus([.. Enumerable.Range(0, Documents).Select(i => string.Join(' ', Enumerable.Range(0, 60).Select(word => $"word{(word * (i + 3)) % 37}")))]);
}
