using System.Globalization;
using System.Text.Json;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Loopback;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class EndpointExtractionTests : IDisposable
{
    // Decoding a prefix by itself, or with logits of every token, gives other last bits than decoding it for the suffix alone.
    private const double LastBits = 1e-4;

    private static readonly string s_book = Path.Combine(CommandContext.LabFolder, "time-machine.txt");

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Token_by_token_the_windows_of_a_book_lie_between_bounds_that_hold_what_the_model_says_in_process()
    {
        const int Windows = 20, Tokens = 12;
        string[] cut = ["--book", s_book, "--sample", $"{Windows}", "--prefix-tokens", "24", "--suffix-tokens", $"{Tokens}"];
        await using var endpoint = await ServeAsync(EndpointShape.LlamaServer, top: 5);
        var plan = (await HostedAsync(endpoint, [.. cut, "--dry-run", "--output", "json"])).AssertSucceeded();
        Assert.Equal(Windows * Tokens, plan.Json.GetProperty("passes")[0].GetProperty("forwardPasses").GetInt32());

        var hosted = (await HostedAsync(endpoint, cut)).AssertSucceeded();
        (await LocalAsync(cut)).AssertSucceeded();
        var (there, here) = (await ExportAsync(1), await ExportAsync(2));
        Assert.Equal(Windows, there.Length);
        foreach (var (window, exact) in there.Zip(here))
        {
            Assert.Equal(exact.GetProperty("suffixStart").GetInt32(), window.GetProperty("suffixStart").GetInt32());
            Assert.InRange(exact.GetProperty("logPz").GetDouble(), Logarithm(window, "logPz") - LastBits, Logarithm(window, "logPzAtMost") + LastBits);
        }

        // Of the same windows, so every exact figure lies between the two of the endpoint.
        var (bounded, known) = (await SeriesAsync(1), await SeriesAsync(2));
        foreach (var threshold in new[] { "0.5", "0.1", "0.01", "0.001" })
        {
            Assert.InRange(known.GetProperty("coverage").GetProperty(threshold).GetDouble(), bounded.GetProperty("coverage").GetProperty(threshold).GetDouble(), bounded.GetProperty("atMost").GetProperty("coverage").GetProperty(threshold).GetDouble());
        }

        Assert.InRange(known.GetProperty("greedyWindows").GetInt32(), bounded.GetProperty("greedyWindows").GetInt32(), bounded.GetProperty("atMost").GetProperty("greedyWindows").GetInt32());
        Assert.Equal(JsonValueKind.Null, known.GetProperty("atMost").ValueKind);
        Assert.Contains(hosted.OutputLines, line => line.StartsWith("target, at least", StringComparison.Ordinal));
        Assert.Contains(hosted.OutputLines, line => line.StartsWith("target, at most", StringComparison.Ordinal));
        Assert.Contains(hosted.OutputLines, line => line.StartsWith("at most    |", StringComparison.Ordinal));
        Assert.Contains("every figure lies between at least and at most.", Flat(hosted.Output), StringComparison.Ordinal);

        var report = _scene.PathOf("report.html");
        (await _scene.RunAsync("report", "1", "--store", _scene.Store, "-o", report)).AssertSucceeded();
        Assert.Contains("target, at most", await File.ReadAllTextAsync(report), StringComparison.Ordinal);
        (await _scene.RunAsync("runs", "compare", "1", "2", "--store", _scene.Store)).AssertFailed(2,
            "Run 1 asks an endpoint that shows p_z only between bounds, and a change between bounds cannot be told from what is hidden: compare runs of a GGUF file, or of an endpoint that scores given text.");
    }

    [Fact]
    public async Task Where_given_text_is_scored_the_result_is_the_one_in_process()
    {
        const int Windows = 12;
        string[] cut = ["--book", s_book, "--sample", $"{Windows}"];
        await using var endpoint = await ServeAsync(EndpointShape.Vllm);
        var hosted = (await HostedAsync(endpoint, cut)).AssertSucceeded();
        Assert.Contains($"asked      {Windows} requests", hosted.Output, StringComparison.Ordinal);
        (await LocalAsync(cut)).AssertSucceeded();
        foreach (var (window, exact) in (await ExportAsync(1)).Zip(await ExportAsync(2)))
        {
            Assert.Equal(exact.GetProperty("logPz").GetDouble(), window.GetProperty("logPz").GetDouble(), LastBits);
            Assert.Equal(exact.GetProperty("greedy").GetBoolean(), window.GetProperty("greedy").GetBoolean());
        }

        Assert.Equal((await SeriesAsync(2)).GetProperty("coverage").GetRawText(), (await SeriesAsync(1)).GetProperty("coverage").GetRawText());

        // A second run asks for nothing but what the endpoint can do.
        var before = Asked(endpoint).Count;
        (await HostedAsync(endpoint, cut)).AssertSucceeded();
        Assert.Equal(before, Asked(endpoint).Count);
    }

    [Fact]
    public async Task Windows_that_the_endpoint_splits_in_another_way_are_counted_with_the_reason()
    {
        await using var endpoint = await ServeAsync(EndpointShape.OpenAi, defect: EndpointDefect.OtherTokens);
        string[] cut = ["--book", s_book, "--sample", "12", "--prefix-tokens", "20", "--suffix-tokens", "8"];
        var some = (await HostedAsync(endpoint, [.. cut, "--output", "json"])).AssertSucceeded();
        var series = some.Json.GetProperty("documents")[0].GetProperty("series")[0];
        var unmeasured = series.GetProperty("unmeasured").EnumerateArray().ToDictionary(entry => entry.GetProperty("reason").GetString() ?? "", entry => entry.GetProperty("windows").GetInt32());
        Assert.Contains("the endpoint splits the suffix into 7 tokens and --tokenizer into 8", unmeasured.Keys);
        Assert.Equal(12, series.GetProperty("windows").GetInt32() + unmeasured.Values.Sum());

        // Nor are they asked for again.
        var before = endpoint.Requests.Count;
        var shown = (await HostedAsync(endpoint, cut)).AssertSucceeded();
        Assert.Matches(@"Not measured and left out of every figure: \d+ windows? of the target, because the endpoint splits the suffix into 7 tokens and --tokenizer into 8\.", Flat(shown.Output));
        Assert.True(endpoint.Requests.Count - before < 40, $"{endpoint.Requests.Count - before}");
        Assert.Contains("all evidence came from the store", shown.Output, StringComparison.Ordinal);

        // One in a hundred characters is a comma, so no long suffix is without.
        var none = await HostedAsync(endpoint, "--book", s_book, "--sample", "30", "--suffix-tokens", "200", "--prefix-tokens", "20");
        Assert.Equal(4, none.ExitCode);
        Assert.Contains("failed     time-machine.txt: none of the first ", none.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_ends_between_windows_and_resume_asks_for_the_rest_and_for_nothing_twice()
    {
        const int Windows = 12, Tokens = 10;
        await using var endpoint = await ServeAsync(EndpointShape.LlamaServer);
        var book = _scene.Write("part.txt", File.ReadAllText(s_book)[20_000..23_000]);
        string[] cut = ["--book", book, "--sample", $"{Windows}", "--prefix-tokens", "20", "--suffix-tokens", $"{Tokens}"];
        (await HostedAsync(endpoint, [.. cut[..^1], "61", "--max-requests", "60"])).AssertFailed(2,
            "--max-requests 60 is less than the 61 requests that one window takes, so nothing would ever be measured: use 61 or more, or a lower --suffix-tokens.");

        var budget = await EndpointQuestions.CountAsync(_scene, endpoint, "target") + 45;
        var stopped = await HostedAsync(endpoint, [.. cut, "--max-requests", $"{budget}"]);
        stopped.AssertFailed(3, $"the budget of --max-requests {budget} is used up; everything so far is kept, and `mia-probe resume 1 --store {_scene.Store} --endpoint {endpoint.Url}` goes on with a new budget of the same size");
        Assert.Equal(4 * Tokens, Asked(endpoint).Count);
        (await _scene.RunAsync("runs", "show", "1", "--store", _scene.Store)).AssertFailed(2, $"Run 1 did not finish, so there is nothing to show: 'mia-probe resume 1 --store {_scene.Store}' goes on with it.");
        Assert.Equal(3, (await _scene.RunAsync("resume", "1", "--endpoint", $"{endpoint.Url}", "--store", _scene.Store)).ExitCode);
        // Each of them asks first whether it is the same model.
        const int known = 2 * 3;
        var finished = (await _scene.RunAsync("resume", "1", "--endpoint", $"{endpoint.Url}", "--store", _scene.Store, "--output", "json")).AssertSucceeded();

        var asked = Asked(endpoint);
        Assert.Equal((Windows * Tokens, Windows * Tokens), (asked.Count, asked.Distinct().Count()));
        Assert.Equal(Windows, finished.Json.GetProperty("documents")[0].GetProperty("series")[0].GetProperty("windows").GetInt32());
        Assert.Equal((Windows * Tokens) + known, finished.Json.GetProperty("usage").GetProperty("requests").GetInt32());
    }

    [Fact]
    public async Task What_an_endpoint_cannot_answer_is_refused_with_what_can_be_used_instead()
    {
        await using (var chat = await ServeAsync(EndpointShape.ChatText))
        {
            var refused = await HostedAsync(chat, "--book", s_book);
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains("target at 127.0.0.1 neither scores given text nor shows alternatives of the tokens that it completes a text with", refused.Error, StringComparison.Ordinal);
            Assert.Contains("What needs text only: 'mia-probe continue' (how much of a work it goes on with), 'mia-probe secret', 'mia-probe ask', and 'mia-probe run --attacks samia,cdd,ngram-coverage' (sample pools).", refused.Error, StringComparison.Ordinal);
        }

        await using var endpoint = await ServeAsync(EndpointShape.Vllm);
        string[] without = ["extract", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "target", "--book", s_book, "--store", _scene.Store];
        (await _scene.RunAsync(without)).AssertFailed(2,
            "--endpoint: windows are cut between the model's tokens, and an endpoint lends no tokenizer: add --tokenizer FILE.gguf, a model of the same family or its vocabulary alone (its weights are not read), or --endpoint-tokenizer for a model with the tokens of o200k_base, cl100k_base, r50k_base.");
        (await HostedAsync(endpoint, "--book", s_book, "--draws", "3")).AssertFailed(2,
            "--draws: an endpoint takes text, not tokens, and shows no whole distributions, so this needs a local model: leave it out.");
        (await LocalAsync("--book", s_book, "--tokenizer", ProbeScene.Base)).AssertFailed(2,
            "--tokenizer is for models behind an endpoint, and a GGUF file brings its own: leave it out, or add --endpoint URL.");
        Assert.False(File.Exists(_scene.Store));
    }

    private static Task<LoopbackEndpoint> ServeAsync(EndpointShape shape, int? top = null, EndpointDefect defect = EndpointDefect.None) =>
        LoopbackEndpoint.StartAsync(new ServedGguf(ProbeScene.Target), shape, settings => settings with { TopLogProbs = top, Defect = defect });

    // The base model has the tokenizer of the target.
    private Task<Outcome> HostedAsync(LoopbackEndpoint endpoint, params IReadOnlyList<string> args) =>
        _scene.RunAsync(["extract", "--endpoint", $"{endpoint.Url}", "--endpoint-model", "target", "--tokenizer", ProbeScene.Base, "--store", _scene.Store, .. args]);

    private Task<Outcome> LocalAsync(params IReadOnlyList<string> args) =>
        _scene.RunAsync(["extract", "--model", ProbeScene.Target, "--threads", "1", "--store", _scene.Store, .. args]);

    private async Task<JsonElement[]> ExportAsync(int run) =>
        (await _scene.RunAsync("runs", "export", $"{run}", "--store", _scene.Store)).AssertSucceeded().JsonLines;

    private async Task<JsonElement> SeriesAsync(int run) =>
        (await _scene.RunAsync("runs", "show", run.ToString(CultureInfo.InvariantCulture), "--store", _scene.Store, "--output", "json")).AssertSucceeded().Json.GetProperty("documents")[0].GetProperty("series")[0];

    // The texts that find out what an endpoint can do are about a harbour, and the book is not.
    private static List<string> Asked(LoopbackEndpoint endpoint) =>
        [.. endpoint.Requests.Select(request => request.Body["prompt"]?.GetValue<string>()).OfType<string>().Where(prompt => !prompt.Contains("harbour", StringComparison.Ordinal) && !EndpointQuestions.Knows(prompt))];

    private static double Logarithm(JsonElement window, string name) =>
        window.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.NegativeInfinity;

    // Lines are wrapped to the terminal.
    private static string Flat(string output) => System.Text.RegularExpressions.Regex.Replace(output, @"\s+", " ");
}
