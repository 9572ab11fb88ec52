using LlmMiaProbe.Cli.Commands;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>
/// What scripts rely on: the keys and kinds of value that <c>--output json</c> prints, a file for each command under <c>Contracts</c>.
/// A key that goes away or changes its kind breaks somebody's script; a new one is added to the file.
/// </summary>
public sealed class OutputContractTests(ContractRuns runs) : IClassFixture<ContractRuns>
{
    private static readonly string s_contracts = LlmMiaProbe.Testing.RepositoryFolder.PathOf("tests", "LlmMiaProbe.Cli.Tests", "Contracts");

    [Theory]
    [InlineData("run-plan")]
    [InlineData("run")]
    [InlineData("run-without-labels")]
    [InlineData("extract-plan")]
    [InlineData("extract")]
    [InlineData("canary-test")]
    [InlineData("secret")]
    [InlineData("continue")]
    [InlineData("ask-plan")]
    [InlineData("ask")]
    [InlineData("exchangeability-plan")]
    [InlineData("exchangeability")]
    [InlineData("runs-list")]
    [InlineData("runs-compare")]
    [InlineData("runs-compare-extractions")]
    [InlineData("runs-gate")]
    [InlineData("simulate")]
    [InlineData("simulate-extraction")]
    [InlineData("runs-export")]
    [InlineData("runs-export-extraction")]
    [InlineData("evidence-export")]
    [InlineData("shard-plan")]
    [InlineData("shard-run")]
    [InlineData("shard-calibrate")]
    [InlineData("shard-status")]
    [InlineData("store-check")]
    [InlineData("store-merge")]
    [InlineData("store-purge")]
    [InlineData("verify")]
    [InlineData("replay")]
    [InlineData("attacks-list")]
    [InlineData("attacks-show")]
    [InlineData("corpus-check")]
    [InlineData("models-inspect")]
    [InlineData("config-show")]
    public async Task The_shape_of_what_a_command_prints_stays(string name)
    {
        var outcome = await runs.RunAsync(name);
        var printed = JsonOutline.Of(name is "runs-export" or "runs-export-extraction" or "evidence-export" ? outcome.JsonLines : [outcome.Json]);
        var file = Path.Combine(s_contracts, $"{name}.txt");
        var expected = File.Exists(file) ? File.ReadAllLines(file) : [];
        if (!printed.SequenceEqual(expected))
        {
            // Beside the tests' binaries, to be compared and, if it is meant, taken over.
            var received = Path.Combine(AppContext.BaseDirectory, "Contracts", $"{name}.txt");
            Directory.CreateDirectory(Path.GetDirectoryName(received) ?? "");
            File.WriteAllText(received, string.Join('\n', printed) + "\n");
            Assert.Fail($"Not as in {file}; see {received}.\n"
                + string.Join('\n', expected.Except(printed).Select(line => "- " + line).Concat(printed.Except(expected).Select(line => "+ " + line))));
        }
    }

    /// <summary>What a run printed when it was made is what the store shows of it.</summary>
    [Theory]
    [InlineData("run", 1)]
    [InlineData("extract", 3)]
    [InlineData("canary-test", 5)]
    [InlineData("secret", 6)]
    [InlineData("ask", 8)]
    [InlineData("exchangeability", 9)]
    public async Task The_store_shows_what_a_command_printed(string name, int run)
    {
        var printed = (await runs.RunAsync(name)).Json;
        var shown = (await runs.ShowAsync(run)).Json;
        foreach (var property in printed.EnumerateObject().Where(property => property.Name is not "run" and not "counts"))
        {
            Assert.Equal(property.Value.GetRawText(), shown.GetProperty(property.Name).GetRawText());
        }
    }
}

/// <summary>One small run of each kind in one store, each made once.</summary>
public sealed class ContractRuns : IAsyncLifetime, IDisposable
{
    private const int Each = 8;

    private readonly ProbeScene _scene = new();
    private readonly Dictionary<string, Outcome> _made = [];

    public async Task InitializeAsync()
    {
        var lines = File.ReadLines(ProbeScene.Passages).ToList();
        string[] labelled =
        [
            .. lines.Where(line => line.Contains("\"label\": \"member\"", StringComparison.Ordinal)).Take(Each),
            .. lines.Where(line => line.Contains("\"label\": \"nonmember\"", StringComparison.Ordinal)).Take(Each),
        ];
        var corpus = _scene.Write("corpus.jsonl", string.Join('\n', labelled) + "\nnot JSON\n");
        var mixed = _scene.Write("mixed.jsonl", string.Join('\n', labelled.Where((_, i) => i % Each < 3)) + "\n");
        var unlabelled = _scene.Write("unlabelled.jsonl", "{\"id\":\"u0\",\"text\":\"It rained all night and in the morning the river was over the road.\"}\n");
        var book = _scene.Write("book.txt", File.ReadAllText(Path.Combine(CommandContext.LabFolder, "time-machine.txt"))[20_000..22_000]);
        string[] local = ["--model", ProbeScene.Target, "--threads", "1", "--store", _scene.Store, "--output", "json"];
        string[] run = ["run", .. local, "--reference", ProbeScene.Base, "--corpus", corpus, "--attacks", "loss,reference-difference,zlib,min-k", "--resamples", "100"];
        string[] extract = ["extract", .. local, "--book", book, "--sample", "4", "--temperature", "0.8", "--draws", "2"];
        string[] ask = ["ask", "continue", .. local, "--corpus", mixed, "--given-words", "20", "--turns", "1", "--reply-tokens", "8"];
        string[] exchangeability = ["exchangeability", .. local, "--corpus", corpus, "--shards", "2", "--permutations", "8"];
        await MakeAsync("run-plan", [.. run, "--dry-run"]);
        await MakeAsync("run", run);
        await MakeAsync("run-without-labels", ["run", .. local, "--corpus", unlabelled, "--attacks", "loss"]);
        await MakeAsync("extract-plan", [.. extract, "--dry-run"]);
        await MakeAsync("extract", extract);
        await MakeAsync("extract-again", [.. extract, "--reference", ProbeScene.Base]);
        await MakeAsync("canary-test", ["canary", "test", Path.Combine(CommandContext.LabFolder, "canaries.json"), .. local, "--reference", ProbeScene.Base, "--references", "30"]);
        await MakeAsync("secret", ["secret", "My password for the admin panel of site I is", .. local, "--reference", ProbeScene.Base, "--samples", "4", "--max-tokens", "6"]);
        await MakeAsync("continue", ["continue", .. local, "--book", book, "--max-tokens", "40", "--context-length", "128"]);
        await MakeAsync("ask-plan", [.. ask, "--dry-run"]);
        await MakeAsync("ask", ask);
        await MakeAsync("exchangeability-plan", [.. exchangeability, "--dry-run"]);
        await MakeAsync("exchangeability", exchangeability);
        string[] stored = ["--store", _scene.Store];
        string[] json = [.. stored, "--output", "json"];
        await MakeAsync("runs-list", ["runs", "list", .. json]);
        await MakeAsync("rescore", ["rescore", "1", "--attacks", "loss,zlib", .. json]);
        await MakeAsync("runs-compare", ["runs", "compare", "1", "10", .. json]);
        await MakeAsync("runs-compare-extractions", ["runs", "compare", "3", "4", .. json]);
        await MakeAsync("runs-gate", ["runs", "gate", "1", "--fail-if", "auc(loss) > 1", .. json]);
        await MakeAsync("simulate", ["simulate", "1", "budget=1", .. json]);
        await MakeAsync("simulate-extraction", ["simulate", "3", "budget=1", "temperature-floor=0.9", .. json]);
        await MakeAsync("runs-export", ["runs", "export", "1", .. stored]);
        await MakeAsync("runs-export-extraction", ["runs", "export", "3", .. stored]);
        await MakeAsync("evidence-export", ["evidence", "export", "1", .. stored]);
        await MakeAsync("store-check", ["store", "check", .. json]);
        var copy = _scene.PathOf("copy.db");
        File.Copy(_scene.Store, copy);
        await MakeAsync("store-merge", ["store", "merge", _scene.PathOf("merged.db"), copy, _scene.PathOf("copy*.db"), "--output", "json"]);
        await MakeAsync("store-purge", ["store", "purge", "--texts", "--store", copy, "--output", "json"]);
        var bundle = _scene.PathOf("bundle");
        (await _scene.RunAsync("export", "1", "--evidence", "-o", bundle, "--store", _scene.Store)).AssertSucceeded();
        await MakeAsync("verify", ["verify", bundle, "--output", "json"]);
        await MakeAsync("replay", ["replay", bundle, "--model", ProbeScene.Target, "--threads", "1", "--sample", "2", "--output", "json"]);
        await MakeShardsAsync(File.ReadAllText(mixed));
        await MakeAsync("attacks-list", ["attacks", "list", "--output", "json"]);
        await MakeAsync("attacks-show", ["attacks", "show", "min-k", "--output", "json"]);
        await MakeAsync("corpus-check", ["corpus", "check", "--corpus", corpus, "--output", "json"]);
        await MakeAsync("models-inspect", ["models", "inspect", ProbeScene.Target, "--output", "json"]);
        await MakeAsync("config-show", ["config", "show", "--output", "json"]);
    }

    internal Task<Outcome> RunAsync(string name) => Task.FromResult(name == "shard-status" ? _made[name] : _made[name].AssertSucceeded());

    internal async Task<Outcome> ShowAsync(int run) =>
        (await _scene.RunAsync("runs", "show", $"{run}", "--store", _scene.Store, "--output", "json")).AssertSucceeded();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _scene.Dispose();

    /// <summary>A plan with a task that is done, one that failed and one that is left.</summary>
    private async Task MakeShardsAsync(string texts)
    {
        var (plan, corpus) = (_scene.PathOf("plan"), _scene.Write("planned.jsonl", texts));
        await MakeAsync(
            "shard-plan",
            "shard", "plan", "run", "--model", ProbeScene.Target, "--corpus", corpus, "--attacks", "loss", "--threads", "1", "--tasks", "3", "-o", plan,
            "--store", _scene.PathOf("none.db"), "--output", "json");
        await MakeAsync("shard-run", "shard", "run", plan, "--index", "0", "--output", "json");
        await MakeAsync("shard-calibrate", "shard", "run", plan, "--calibrate", "--output", "json");
        File.WriteAllText(corpus, texts[..(texts.TrimEnd().LastIndexOf('\n') + 1)]);
        await MakeAsync("shard-changed", "shard", "run", plan, "--index", "2");
        await MakeAsync("shard-status", "shard", "status", plan, "--output", "json");
    }

    private async Task MakeAsync(string name, params IReadOnlyList<string> command) => _made[name] = await _scene.RunAsync(command);
}
