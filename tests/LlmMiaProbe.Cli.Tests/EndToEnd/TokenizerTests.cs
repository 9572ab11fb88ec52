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

    private static IReadOnlyList<string> Texts() =>
        [.. Enumerable.Range(0, Documents).Select(i => $"Antidisestablishmentarianism number {i} came to Petersburg in 18{i}7; お誕生日おめでとう, said Mary to Elizabeth, uncharacteristically and {new string('o', 3 * (i + 1))} loud, and left with the recondite Time Traveller for Richmond.")];

    private string Corpus() => _scene.WriteCorpus(Texts());
}
