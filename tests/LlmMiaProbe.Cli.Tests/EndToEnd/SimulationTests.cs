using System.Text.Json;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Tests.Console;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class SimulationTests : IDisposable
{
    private static readonly string s_book = File.ReadAllText(Path.Combine(CommandContext.LabFolder, "time-machine.txt"));

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task What_comes_out_of_a_book_under_budgets_filters_and_floors()
    {
        var (book, listed) = (_scene.Write("book.txt", s_book[20_000..24_000]), _scene.Write("listed.txt", s_book[20_000..22_000]));
        (await ExtractAsync(book)).AssertSucceeded();
        var simulated = (await SimulateAsync("budget=1,50", "temperature-floor=0.9", "memfree=10", "min-match=15", "topk=0", "--output", "json")).AssertSucceeded().Json;
        Assert.Equal(["full", "temperature=0.5", "full", "full", "temperature=0.5", "full", "temperature=0.5", "full"], Rows(simulated).Select(row => row.GetProperty("decoding").GetString()));
        var exported = (await _scene.RunAsync("runs", "export", "1", "--format", "jsonl", "--store", _scene.Store)).JsonLines;
        var own = exported.Select(window => Math.Exp(window.GetProperty("logPz").GetDouble())).ToList();
        Assert.Equal(own.Count, simulated.GetProperty("windows").GetInt32());
        Assert.Equal([own.Average(), own.Average(p => 1 - Math.Pow(1 - p, 50))], Emitted(Rows(simulated)[0]), new Near(1e-6));
        Assert.All(Rows(simulated).Skip(3).Take(4), row => Assert.Equal([0, 0], Emitted(row)));
        Assert.Equal(JsonValueKind.Null, Rows(simulated)[^1].GetProperty("atMost").ValueKind);

        // With half of it listed, the rest still comes out.
        var half = (await SimulateAsync("budget=50", "memfree=10", "--listed", listed, "--output", "json")).AssertSucceeded().Json;
        Assert.InRange(Emitted(Rows(half)[2])[0], 1e-3, Emitted(Rows(half)[0])[0] - 1e-3);

        var shown = (await SimulateAsync("temperature-floor=2", "memfree=10", "--model", ProbeScene.Target)).AssertSucceeded();
        Assert.Matches(@"\nmemfree=10 +T=1 +0% +0% +0% +0% +0 +0% +0%\n", shown.Output);
        Assert.Contains("The run measured no decoding that is left. This does: mia-probe extract --model", Flat(shown), StringComparison.Ordinal);
        Assert.Contains("Near-verbatim text persists", Flat(shown), StringComparison.Ordinal);
        Assert.StartsWith("error: --model base.gguf is not the model of run 1", (await SimulateAsync("memfree=10", "--model", ProbeScene.Base)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_tokens_shown_are_decoded_once_more_and_a_whole_vocabulary_loses_nothing()
    {
        string[] run = ["--corpus", ProbeScene.Passages, "--limit", "8", "--attacks", "loss,min-k,min-k-plus-plus", "--resamples", "100"];
        var beside = (await _scene.ProbeAsync([.. run, "--simulate", "topk=1", "round=0.1"])).AssertSucceeded();
        var again = (await SimulateAsync("topk=1", "round=0.1")).AssertSucceeded();
        Assert.EndsWith("\n\n" + again.Output, beside.Output, StringComparison.Ordinal);

        (await SimulateAsync("topk=20")).AssertFailed(2, "The store keeps the likeliest token of each place only, so a topk above 1 decodes the texts once more: add --model FILE.gguf, the model of run 1 (target.gguf), or name topk=1 and topk=0 only.");
        var attacks = (await SimulateAsync("topk=20,1000000", "--model", ProbeScene.Target, "--output", "json")).AssertSucceeded().Json.GetProperty("attacks").EnumerateArray().ToList();
        Assert.All(attacks, attack => Assert.Equal(attack.GetProperty("auc").GetDouble(), attack.GetProperty("defended").GetProperty("topk=1000000").GetDouble()));
        Assert.Equal(JsonValueKind.Null, attacks[2].GetProperty("defended").GetProperty("topk=20").ValueKind);
        (await _scene.ProbeAsync([.. run, "--simulate", "topk=1", "--output", "json"])).AssertFailed(2, "--simulate prints tables: leave --output json out, or name the run to 'mia-probe simulate RUN ... --output json' afterwards.");
        (await _scene.ProbeAsync([.. run, "--simulate", "hope"])).AssertFailed(2, "'hope' is no defence that can be simulated: the defences are topk=K (0 to 1,000,000 tokens), round=STEP (0.0001 to 10 nats), no-echo, temperature-floor=T (above 0, at most 10), memfree=N (1 to 1,000 tokens), min-match=N (1 to 10,000 words) and budget=N (1 to 1,000,000,000 requests).");
    }

    [Fact]
    public async Task Other_runs_are_named_and_refused()
    {
        (await _scene.RunAsync("secret", "My", "--model", ProbeScene.Target, "--samples", "2", "--max-tokens", "2", "--threads", "1", "--store", _scene.Store)).AssertSucceeded();
        var refused = await SimulateAsync("topk=1");
        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith(
            "error: Run 1 is a run about a secret ('mia-probe secret') and scored no documents, so there is nothing to defend: name a run of 'mia-probe run' or 'mia-probe extract', "
                + "of which 'mia-probe runs list' shows all; run 1 was made by: mia-probe secret My --model ",
            refused.Error,
            StringComparison.Ordinal);
    }

    private Task<Outcome> ExtractAsync(string book) =>
        _scene.RunAsync("extract", "--model", ProbeScene.Target, "--book", book, "--stride", "200", "--temperature", "0.5", "--threads", "1", "--store", _scene.Store);

    private Task<Outcome> SimulateAsync(params string[] args) => _scene.RunAsync(new TerminalScene(width: 120), ["simulate", "1", .. args, "--store", _scene.Store]);

    private static List<JsonElement> Rows(JsonElement simulated) => [.. simulated.GetProperty("rows").EnumerateArray()];

    private static double[] Emitted(JsonElement row) => [.. row.GetProperty("atMost").GetProperty("windowsEmitted").EnumerateArray().Select(share => share.GetDouble())];

    private static string Flat(Outcome outcome) => string.Join(' ', outcome.OutputLines.Select(line => line.Trim()));

    private sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double value) => 0;
    }
}
