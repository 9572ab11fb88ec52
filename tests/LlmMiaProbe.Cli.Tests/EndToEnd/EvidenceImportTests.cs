using System.Text.Json.Nodes;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class EvidenceImportTests : IDisposable
{
    private const int Documents = 24;

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task What_is_exported_of_a_run_gives_its_scores_again_without_its_models()
    {
        var evidence = await ExportAsync();
        var elsewhere = _scene.PathOf("elsewhere.db");

        var imported = (await ImportAsync(evidence, elsewhere, "--reference-name", "my-base")).AssertSucceeded();

        var own = await ScoresAsync(_scene.Store);
        var again = await ScoresAsync(elsewhere);
        Assert.Equal(own.Keys.Order(), again.Keys.Order());
        Assert.All(own, pair => Assert.Equal(pair.Value, again[pair.Key]));
        Assert.Contains("my-7b (imported) · token scores computed elsewhere, no model at hand", imported.Output, StringComparison.Ordinal);
        Assert.Contains("nothing was decoded", imported.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_on_imported_scores_says_so_wherever_it_is_shown()
    {
        var elsewhere = _scene.PathOf("elsewhere.db");
        (await ImportAsync(await ExportAsync(), elsewhere)).AssertSucceeded();

        Assert.Contains("my-7b (imported)", (await _scene.RunAsync("runs", "list", "--store", elsewhere)).AssertSucceeded().Output, StringComparison.Ordinal);
        var notes = (await _scene.RunAsync("runs", "show", "1", "--output", "json", "--store", elsewhere)).AssertSucceeded().Json.GetProperty("notes");
        Assert.Contains(notes.EnumerateArray(), note => note.GetString()?.Contains("computed elsewhere and imported from evidence.jsonl", StringComparison.Ordinal) == true);
        (await _scene.RunAsync("report", "1", "-o", _scene.PathOf("report.html"), "--store", elsewhere)).AssertSucceeded();
        Assert.Contains("imported: its token scores were computed elsewhere", await File.ReadAllTextAsync(_scene.PathOf("report.html")), StringComparison.Ordinal);
        Assert.Contains("problems   none", (await _scene.RunAsync("store", "check", "--store", elsewhere)).AssertSucceeded().Output, StringComparison.Ordinal);
        (await _scene.RunAsync("rescore", "1", "--attacks", "loss", "--store", elsewhere)).AssertSucceeded();

        var bundle = _scene.PathOf("bundle");
        (await _scene.RunAsync("export", "1", "--evidence", "-o", bundle, "--store", elsewhere)).AssertSucceeded();
        Assert.Contains("evidence import", (await _scene.RunAsync("verify", bundle)).AssertSucceeded().Output, StringComparison.Ordinal);
        Assert.Contains("\"imported\"", await File.ReadAllTextAsync(Path.Combine(bundle, "run.json")), StringComparison.Ordinal);
        (await _scene.RunAsync("replay", bundle, "--model", ProbeScene.Target))
            .AssertFailed(2, "The token scores of the bundle's target were computed elsewhere and imported, and only local models can be replayed.");
    }

    [Fact]
    public async Task What_an_import_cannot_take_is_refused_with_the_options_that_it_has()
    {
        var corpus = _scene.WriteCorpus("one text", "other text");
        var parquet = _scene.PathOf("scores.parquet");
        await File.WriteAllBytesAsync(parquet, [.. "PAR1"u8, 0, 1, 2, 3, 0, 0, 0, .. "PAR1"u8]);
        (await _scene.RunAsync("evidence", "import", parquet, "--corpus", corpus, "--model-name", "m", "--store", _scene.Store)).AssertFailed(
            2,
            $"{parquet} is a Parquet file; expected JSON lines of token scores, as 'mia-probe evidence export' writes them: write it again as such.");

        var scores = _scene.Write("scores.jsonl", Line("d0", ["one", " text"], [-1.0, -2.0]) + "\n");
        var lacking = await _scene.RunAsync(
            "evidence", "import", scores, "--corpus", corpus, "--model-name", "m", "--attacks", "ez-mia", "--store", _scene.Store);
        Assert.Equal(2, lacking.ExitCode);
        Assert.Contains(
            "--attacks: ez-mia compares with a reference model: add --reference-name NAME and, if its scores are not in the same file, "
            + "--reference-evidence FILE, or leave it out.",
            lacking.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_cannot_be_believed_are_named_and_their_documents_have_no_scores()
    {
        var corpus = _scene.WriteCorpus("one text", "other text", "third text", "fourth", "one text");
        var file = _scene.Write("scores.jsonl", string.Join('\n',
            Line("d0", [" one", " text"], [-1.0, -2.0]),
            Line("d1", ["other", " test"], [-1.0, -2.0]),
            Line("d2", ["third", " text"], [-1.0, 2.0]),
            "{",
            Line("d9", ["nobody"], [-1.0]),
            Line("d4", [" one", " text"], [-1.0, -2.0])) + "\n");

        var outcome = await _scene.RunAsync("evidence", "import", file, "--corpus", corpus, "--model-name", "m", "--attacks", "loss", "--resamples", "100", "--store", _scene.Store);

        Assert.Equal(4, outcome.ExitCode);
        Assert.Contains($"{file}:2: the tokens spell another text than the document 'd1' has: from character 9 on the document has 'xt' and the tokens spell 'st'", outcome.Error, StringComparison.Ordinal);
        Assert.Contains($"{file}:3: the line holds 2 as a log-probability, which is above 0", outcome.Error, StringComparison.Ordinal);
        Assert.Contains($"{file}:4: the line is not valid JSON", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("lines about documents that the corpus does not hold: 1.", outcome.Error, StringComparison.Ordinal);
        var scores = (await _scene.RunAsync("runs", "export", "1", "--store", _scene.Store)).JsonLines.ToDictionary(line => line.GetProperty("document").GetString() ?? "", line => line.GetProperty("status").GetString());
        Assert.Equal("scored failed failed failed scored", string.Join(' ', scores.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)));
    }

    [Theory]
    [InlineData("one", " text", -2.0, "is split in another way than the same text in an earlier line")]
    [InlineData(" one", " text", -2.01, "has log-probabilities 0.01 nats apart from those of the same text in an earlier line")]
    public async Task Two_lines_that_say_different_things_of_one_text_end_the_import(string first, string second, double last, string reason)
    {
        var corpus = _scene.WriteCorpus("one text", "one text");
        var file = _scene.Write("scores.jsonl", Line("d0", [" one", " text"], [-1.0, -2.0]) + "\n" + Line("d1", [first, second], [-1.0, last]) + "\n");
        var outcome = await _scene.RunAsync("evidence", "import", file, "--corpus", corpus, "--model-name", "m", "--attacks", "loss", "--store", _scene.Store);
        outcome.AssertFailed(2, $"{file}:2: the text of the document 'd1' {reason}; expected one model to say one thing of one text: take one of the two lines out.");
    }

    [Theory]
    [InlineData("--attacks", "samia", "cannot be had: only token scores of m were imported, and no model is at hand that could continue a text")]
    [InlineData("--attacks", "lowercase", "no token scores of m were imported for the variant 'lowercase' of the texts")]
    [InlineData("--reference-evidence", "x.jsonl", "--reference-name is not")]
    [InlineData("--reference-name", "m", "give the two models different names")]
    public async Task What_scores_alone_cannot_serve_is_refused(string option, string value, string reason)
    {
        var file = _scene.Write("scores.jsonl", Line("d0", ["a", " b"], [-1.0, -2.0]) + "\n");
        var outcome = await _scene.RunAsync("evidence", "import", file, "--corpus", _scene.WriteCorpus("a b", "c d"), "--model-name", "m", option, value, "--store", _scene.Store);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(reason, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_which_no_line_can_be_taken_makes_no_run()
    {
        var file = _scene.Write("scores.jsonl", "{\"id\": \"d0\", \"text\": \"a b\"}\n");
        var outcome = await _scene.RunAsync("evidence", "import", file, "--corpus", _scene.WriteCorpus("a b", "c d"), "--model-name", "m", "--store", _scene.Store);
        outcome.AssertFailed(2, $"No token scores of m could be taken from {file}: the first of 1 problems is {file}:1: the line has no 'logProb'; it has id, text.");
        Assert.DoesNotContain("m (imported)", (await _scene.RunAsync("runs", "list", "--store", _scene.Store)).Output, StringComparison.Ordinal);
    }

    private async Task<string> ExportAsync()
    {
        (await _scene.ProbeAsync("--reference", ProbeScene.Base, "--corpus", ProbeScene.Passages, "--limit", $"{Documents}", "--resamples", "100")).AssertSucceeded();
        return _scene.Write("evidence.jsonl", (await _scene.RunAsync("evidence", "export", "1", "--variant", "all", "--store", _scene.Store)).AssertSucceeded().Output);
    }

    private Task<Outcome> ImportAsync(string evidence, string store, params IReadOnlyList<string> args) => _scene.RunAsync(
        ["evidence", "import", evidence, "--corpus", ProbeScene.Passages, "--limit", $"{Documents}", "--model-name", "my-7b", "--resamples", "100", "--store", store, .. args]);

    private async Task<Dictionary<(string?, string?), string>> ScoresAsync(string store) =>
        (await _scene.RunAsync("runs", "export", "1", "--store", store)).AssertSucceeded().JsonLines
            .ToDictionary(line => (line.GetProperty("document").GetString(), line.GetProperty("attack").GetString()), line => line.GetProperty("score").GetRawText());

    private static string Line(string document, string[] pieces, double[] logProb) => new JsonObject
    {
        ["document"] = document,
        ["pieces"] = new JsonArray([.. pieces.Select(piece => JsonValue.Create(piece))]),
        ["logProb"] = new JsonArray([.. logProb.Select(value => JsonValue.Create(value))]),
    }.ToJsonString();
}
