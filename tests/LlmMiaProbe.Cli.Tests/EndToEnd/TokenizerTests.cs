using LlmMiaProbe.Hosted.Tokenizers;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>The program with models of a tiktoken family behind an endpoint on the loopback address.</summary>
public sealed class TokenizerTests : IDisposable
{
    private const int Documents = 4;

    private readonly ProbeScene _scene = new();
    private readonly TiktokenTextTokenizer _tokenizer = TiktokenTextTokenizer.ForEncoding("o200k_base");

    private string Counts => _tokenizer.Description;

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("gpt-4o-mini", null)]
    [InlineData("a-deployment", "o200k_base")]
    public async Task Pools_are_planned_cut_and_named_by_the_tokenizer(string model, string? named)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(model), EndpointShape.ChatText);
        string[] run = ["run", "--endpoint", $"{endpoint.Url}", "--endpoint-model", model, "--corpus", Corpus(), "--attacks", "samia(samples=2,tokens=6)", "--resamples", "100", "--store", _scene.Store, .. named is null ? Array.Empty<string>() : ["--endpoint-tokenizer", named]];
        var beginnings = Texts().Select(text => _tokenizer.Cut(text, 0.5)?.Beginning ?? "").ToList();

        var plan = (await _scene.RunAsync([.. run, "--dry-run", "--output", "json"])).AssertSucceeded().Json;
        Assert.Equal(Counts, plan.GetProperty("tokenCounts").GetString());
        Assert.Equal(beginnings.Sum(_tokenizer.Count), plan.GetProperty("tokensToDecode").GetInt64());
        Assert.Equal(3 * 6 * Documents, plan.GetProperty("tokensToProduce").GetInt64());

        var begun = (await _scene.RunAsync([.. run, "--output", "json"])).AssertSucceeded();
        var given = endpoint.Requests.Select(request => (string?)request.Body["messages"]?[0]?["content"] ?? "").Where(text => text.StartsWith("Continue this text exactly", StringComparison.Ordinal));
        Assert.Equal(beginnings.Order(StringComparer.Ordinal), given.Select(text => text[(text.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(beginnings.Zip(Texts()), pair => Assert.Equal(_tokenizer.Count(pair.Second) / 2, _tokenizer.Count(pair.First)));

        // From the store alone, and in the report.
        var again = (await _scene.RunAsync("rescore", "1", "--store", _scene.Store, "--output", "json")).AssertSucceeded();
        Assert.Equal(begun.Json.GetProperty("attacks").ToString(), again.Json.GetProperty("attacks").ToString());
        Assert.Contains(Counts, (await _scene.RunAsync("runs", "show", "1", "--store", _scene.Store)).AssertSucceeded().Output, StringComparison.Ordinal);
        (await _scene.RunAsync("report", "1", "--store", _scene.Store, "-o", _scene.PathOf("report.html"))).AssertSucceeded();
        Assert.Contains(Counts, await File.ReadAllTextAsync(_scene.PathOf("report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_are_planned_with_it_without_asking_the_endpoint()
    {
        string[] ask = ["ask", "guided", "--endpoint", "http://127.0.0.1:9/v1", "--corpus", Corpus(), "--dry-run", "--output", "json"];
        var known = (await _scene.RunAsync([.. ask, "--endpoint-model", "gpt-4o"])).AssertSucceeded().Json;
        var unknown = (await _scene.RunAsync([.. ask, "--endpoint-model", "llama-3"])).AssertSucceeded().Json;
        Assert.Equal((Counts, "tokens estimated at four bytes each"), (known.GetProperty("tokenCounts").GetString(), unknown.GetProperty("tokenCounts").GetString()));
        Assert.Equal(2 * Documents, known.GetProperty("calls").GetInt32());
        Assert.NotEqual(unknown.GetProperty("promptTokens").GetInt64(), known.GetProperty("promptTokens").GetInt64());
        Assert.Equal(unknown.GetProperty("calls").GetInt64(), known.GetProperty("calls").GetInt64());
    }

    [Fact]
    public async Task A_model_of_no_known_family_is_counted_by_the_endpoints_figures()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel("llama-3-70b"), EndpointShape.Chat);
        var found = (await _scene.RunAsync("models", "inspect", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "llama-3-70b", "--output", "json")).AssertSucceeded().Json;
        Assert.Equal("tokens estimated from the endpoint's usage figures (1 a byte)", found.GetProperty("tokenCounts").GetString());
    }

    [Theory]
    [InlineData("gpt2", null)]
    [InlineData("a-deployment", "r50k_base")]
    public async Task Windows_of_a_hosted_model_are_cut_by_a_vocabulary_that_is_built_in(string model, string? named)
    {
        const int Prefix = 6, Suffix = 4, Windows = 5, Vocabulary = 50_257;
        const string cutter = "cut by r50k_base (Microsoft.ML.Tokenizers ";
        var vocabulary = TiktokenTextTokenizer.ForEncoding("r50k_base");
        using var tokens = vocabulary.OpenTokens();
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ServedTiktoken(model, tokens, Vocabulary), EndpointShape.OpenAi);
        var book = _scene.Write("book.txt", "The Time Traveller (for so it will be convenient to speak of him) was expounding a recondite matter to us. お誕生日おめでとう! naïve café, said he; and so on for ever and a day.");
        string[] extract = ["extract", "--endpoint", $"{endpoint.Url}", "--endpoint-model", model, "--book", book, "--prefix-tokens", $"{Prefix}", "--suffix-tokens", $"{Suffix}", "--sample", $"{Windows}", "--store", _scene.Store, .. named is null ? Array.Empty<string>() : ["--endpoint-tokenizer", named]];

        var plan = (await _scene.RunAsync([.. extract, "--dry-run"])).AssertSucceeded();
        Assert.Contains(cutter, Flat(plan.Output), StringComparison.Ordinal);
        var json = (await _scene.RunAsync([.. extract, "--dry-run", "--output", "json"])).AssertSucceeded().Json;
        Assert.Equal($"r50k_base (Microsoft.ML.Tokenizers {TiktokenTextTokenizer.Version})", json.GetProperty("windowTokenizer").GetString());
        Assert.Equal(Windows, json.GetProperty("passes")[0].GetProperty("forwardPasses").GetInt32());

        var asked = endpoint.Requests.Count;
        endpoint.Fault = request => (string?)request.Body["prompt"] is { Length: > 0 } prompt && File.ReadAllText(book).Contains(prompt, StringComparison.Ordinal) ? EndpointFault.Unauthorized : EndpointFault.None;
        Assert.Equal(3, (await _scene.RunAsync(extract)).ExitCode);
        endpoint.Fault = _ => EndpointFault.None;
        asked = Math.Max(asked, endpoint.Requests.Count);
        var finished = (await _scene.RunAsync("resume", "1", "--endpoint", $"{endpoint.Url}", "--store", _scene.Store)).AssertSucceeded();
        Assert.Contains(cutter, Flat(finished.Output), StringComparison.Ordinal);
        var shown = (await _scene.RunAsync("runs", "show", "1", "--store", _scene.Store, "--output", "json")).AssertSucceeded().Json;
        Assert.StartsWith("r50k_base (", shown.GetProperty("windows").GetProperty("tokenizer").GetString(), StringComparison.Ordinal);
        var series = shown.GetProperty("documents")[0].GetProperty("series")[0];
        Assert.Equal((Windows, 0), (series.GetProperty("windows").GetInt32(), series.GetProperty("unmeasured").GetArrayLength()));

        // Every window was asked for once, and is what the vocabulary makes of the text from its start on.
        var text = await File.ReadAllTextAsync(book);
        var windows = (await _scene.RunAsync("runs", "export", "1", "--store", _scene.Store)).AssertSucceeded().JsonLines;
        var given = endpoint.Requests.Skip(asked).Select(request => (string?)request.Body["prompt"] ?? "").Where(prompt => prompt.Length > 0 && text.Contains(prompt, StringComparison.Ordinal)).ToList();
        Assert.Equal(Windows, windows.Length);
        foreach (var window in windows)
        {
            var ids = tokens.Tokenize(text[window.GetProperty("start").GetInt32()..])[..(Prefix + Suffix)];
            Assert.Single(given, prompt => prompt == tokens.Text(ids));
            using var served = new ServedTiktoken(model, tokens, Vocabulary);
            var expected = new ServedText(served).Prompt(ids, 0).TakeLast(Suffix).Sum(token => token.LogProb ?? 0);
            Assert.Equal(expected, window.GetProperty("logPz").GetDouble(), 1e-5);
        }

        (await _scene.RunAsync("report", "1", "--store", _scene.Store, "-o", _scene.PathOf("report.html"))).AssertSucceeded();
        Assert.Contains(cutter, await File.ReadAllTextAsync(_scene.PathOf("report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vocabulary_that_is_not_the_models_is_noticed_and_two_are_one_too_many()
    {
        using var tokens = TiktokenTextTokenizer.ForEncoding("r50k_base").OpenTokens();
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ServedTiktoken("m", tokens, 50_257), EndpointShape.OpenAi);
        var book = _scene.Write("book.txt", string.Concat(Enumerable.Repeat("An uncharacteristically recondite antidisestablishmentarianism was expounded by lugubrious gentlemen. ", 8)));
        string[] extract = ["extract", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "m", "--book", book, "--prefix-tokens", "9", "--suffix-tokens", "9", "--stride", "7", "--store", _scene.Store, "--endpoint-tokenizer", "o200k_base"];
        var noticed = await _scene.RunAsync([.. extract, "--output", "json"]);
        Assert.Contains(" tokens and --endpoint-tokenizer into 9", noticed.Output + noticed.Error, StringComparison.Ordinal);
        (await _scene.RunAsync([.. extract, "--tokenizer", ProbeScene.Base])).AssertFailed(2, "--tokenizer and --endpoint-tokenizer both say where windows are cut; keep one.");
    }

    // Lines are wrapped to the terminal.
    private static string Flat(string output) => System.Text.RegularExpressions.Regex.Replace(output, @"\s+", " ");

    private static IReadOnlyList<string> Texts() =>
        [.. Enumerable.Range(0, Documents).Select(i => $"Antidisestablishmentarianism number {i} came to Petersburg in 18{i}7; お誕生日おめでとう, said Mary to Elizabeth, uncharacteristically and {new string('o', 3 * (i + 1))} loud, and left with the recondite Time Traveller for Richmond.")];

    private string Corpus() => _scene.WriteCorpus(Texts());
}
