using System.Text;
using LlmMiaProbe.Hosted.Tokenizers;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>Endpoints that return nothing but text; no native code.</summary>
public sealed class AskEndpointTests : IDisposable
{
    private const string Key = "sk-of-nobody-0123456789";
    private const int Documents = 24;

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(EndpointShape.ChatText, "chat")]
    [InlineData(EndpointShape.OpenAi, "completions, the text as it is; messages as plain text, no chat template")]
    public async Task An_endpoint_is_asked_within_its_budget_and_its_key_is_nowhere(EndpointShape shape, string policy)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), shape, settings => settings with { ApiKey = Key });
        endpoint.Fault = request => shape == EndpointShape.OpenAi && request.Path.EndsWith("/chat/completions", StringComparison.Ordinal) ? EndpointFault.TooLong : EndpointFault.None;
        var keyFile = _scene.Write("key.txt", Key);
        string[] command =
        [
            "ask", "continue", "--endpoint", endpoint.Url.ToString(), "--endpoint-model", "scripted", "--api-key-file", keyFile, "--corpus", Corpus(),
            "--given-words", "20", "--turns", "2", "--reply-tokens", "8", "--store", _scene.Store,
        ];
        // Of 48 questions.
        const int affordable = 40;
        var questions = await EndpointQuestions.CountAsync(_scene, endpoint, "scripted", "--api-key-file", keyFile);
        var stopped = await _scene.RunAsync([.. command, "--max-requests", $"{questions + affordable}"]);
        Assert.Equal(3, stopped.ExitCode);
        Assert.Contains("the same command goes on", stopped.Error, StringComparison.Ordinal);

        var finished = (await _scene.RunAsync([.. command, "--output", "json"])).AssertSucceeded();
        var model = finished.Json.GetProperty("models")[0];
        Assert.Equal(2 * Documents, model.GetProperty("replies").GetProperty("asked").GetInt32());
        var asked = endpoint.Requests.Count;
        var again = (await _scene.RunAsync([.. command, "--output", "json"])).AssertSucceeded();
        Assert.Equal(finished.Json.GetProperty("models").ToString(), again.Json.GetProperty("models").ToString());
        Assert.Equal((2 * Documents) - affordable, finished.Json.GetProperty("usage").GetProperty("requests").GetInt32());
        Assert.False(again.Json.TryGetProperty("usage", out _));

        // The endpoint is inspected anew and asked nothing about documents.
        Assert.DoesNotContain(endpoint.Requests.Skip(asked), request => request.Body.ToString().Contains("Continue the following text", StringComparison.Ordinal));

        var folder = _scene.PathOf("evidence");
        (await _scene.RunAsync("export", "2", "--evidence", "-o", folder, "--store", _scene.Store)).AssertSucceeded();
        var verified = (await _scene.RunAsync("verify", folder)).AssertSucceeded();
        Assert.Contains("mia-probe ask continue --endpoint ", verified.Output, StringComparison.Ordinal);
        Assert.All(File.ReadAllLines(Path.Combine(folder, "attempts.jsonl")), line => Assert.Contains($"\"policy\":\"{policy}\"", line, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(folder).Append(_scene.Store))
        {
            Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Key)));
        }

        Assert.All(new[] { stopped, finished, again, verified }, outcome => Assert.DoesNotContain(Key, outcome.Output + outcome.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_writes_paraphrases_or_a_file_does_and_not_both()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.ChatText);
        string[] command = ["ask", "quiz", "--endpoint", endpoint.Url.ToString(), "--endpoint-model", "scripted", "--corpus", Corpus(), "--store", _scene.Store, "--output", "json"];
        var asked = (await _scene.RunAsync([.. command, "--endpoint-paraphraser", "scripted"])).AssertSucceeded().Json.GetProperty("models")[0];
        Assert.Equal(4 * Documents, asked.GetProperty("writerReplies").GetProperty("asked").GetInt32());

        (await _scene.RunAsync([.. command, "--endpoint-paraphraser", "scripted", "--paraphraser", "x.gguf"])).AssertFailed(2, "--paraphraser and --endpoint-paraphraser both name the model that rewrites passages; keep one.");
        (await _scene.RunAsync("ask", "quiz", "--model", "x.gguf", "--endpoint-paraphraser", "scripted", "--corpus", Corpus())).AssertFailed(2, "--endpoint-paraphraser names a model, but no endpoint was given: add --endpoint URL.");
        (await _scene.RunAsync("ask", "quiz", "--model", "x.gguf", "--paraphraser", "y.gguf", "--corpus", Corpus())).AssertFailed(3, "--paraphraser y.gguf does not exist: name a GGUF file.");
    }

    [Fact]
    public async Task A_plan_without_a_question_says_why()
    {
        var chat = _scene.Write("chat.jsonl", """{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}""");
        var plan = (await _scene.RunAsync("ask", "decop", "--endpoint", "http://127.0.0.1:9/v1", "--endpoint-model", "m", "--corpus", chat, "--dry-run")).AssertSucceeded();
        Assert.Contains("no question can be asked: each document has fewer than 20 words", plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_asks_the_endpoint_nothing()
    {
        var plan = (await _scene.RunAsync("ask", "guided", "--endpoint", "http://127.0.0.1:9/v1", "--endpoint-model", "m", "--endpoint-reference", "n", "--corpus", Corpus(), "--dry-run", "--output", "json")).AssertSucceeded().Json;
        Assert.Equal((2 * Documents, 2), (plan.GetProperty("calls").GetInt32(), plan.GetProperty("models").GetInt32()));
    }

    [Theory]
    [InlineData("ask guided --corpus CORPUS --dry-run")]
    [InlineData("run --corpus CORPUS --attacks samia")]
    [InlineData("models inspect")]
    public async Task A_tokenizer_that_is_named_counts(string command)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Chat);
        var outcome = await _scene.RunAsync([.. command.Split(' ').Select(word => word == "CORPUS" ? Corpus() : word), "--endpoint", $"{endpoint.Url}", "--endpoint-model", "scripted", "--endpoint-tokenizer", "o200k_base"]);
        Assert.Contains($"tokens counted with o200k_base (Microsoft.ML.Tokenizers {TiktokenTextTokenizer.Version})", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_run_card_and_report_say_how_tokens_are_counted()
    {
        const string counts = "tokens estimated from the endpoint's usage figures (1 a byte)";
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.ChatText);
        string[] run = ["run", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "scripted", "--corpus", Corpus(), "--attacks", "samia(samples=2,tokens=5)", "--resamples", "100"];
        var plan = (await _scene.RunAsync([.. run, "--dry-run", "--store", _scene.Store])).AssertSucceeded();
        Assert.Contains($"\ncounts     scripted: {counts}\n", plan.Output, StringComparison.Ordinal);
        var begun = (await _scene.RunAsync([.. run, "--store", _scene.Store])).AssertSucceeded();
        Assert.Contains($"\n           {counts}\n", begun.Output, StringComparison.Ordinal);
        var report = _scene.PathOf("report.html");
        (await _scene.RunAsync("report", "1", "--store", _scene.Store, "-o", report)).AssertSucceeded();
        Assert.Contains(System.Text.Encodings.Web.HtmlEncoder.Default.Encode(counts).Replace("&#x27;", "'", StringComparison.Ordinal), (await File.ReadAllTextAsync(report)).Replace("&#x27;", "'", StringComparison.Ordinal).Replace("&#39;", "'", StringComparison.Ordinal), StringComparison.Ordinal);

        // What is planned is what is then given: a byte a token, beginnings of half the words, greedy and two samples.
        var planned = (await _scene.RunAsync([.. run, "--dry-run", "--store", _scene.PathOf("other.db"), "--output", "json"])).AssertSucceeded().Json;
        var given = endpoint.Requests.Select(request => (string?)request.Body["messages"]?[0]?["content"] ?? "").Where(text => text.StartsWith("Continue this text exactly", StringComparison.Ordinal)).ToList();
        Assert.Equal(3 * Documents, given.Count);
        Assert.Equal(planned.GetProperty("tokensToDecode").GetInt64(), given.Distinct().Sum(text => text.Length - text.LastIndexOf('\n') - 1));
    }

    private string Corpus() => _scene.WriteCorpus([.. Enumerable.Range(0, Documents).Select(i => string.Join(' ', Enumerable.Range(0, 60).Select(word => $"word{(word * (i + 3)) % 37}")))]);
}
