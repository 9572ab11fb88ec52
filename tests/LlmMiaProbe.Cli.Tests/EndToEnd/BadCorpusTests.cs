using System.Text.Json;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class BadCorpusTests : IDisposable
{
    private const string First = """{"id": "a", "text": "The first text.", "label": "member"}""";
    private const string Second = """{"id": "b", "text": "The second text.", "label": "nonmember"}""";

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_broken_line_is_left_out_and_named_and_the_rest_is_scored()
    {
        var corpus = _scene.Write("docs.jsonl", $"{First}\n{{\"id\": \"x\", \"text\": \"bro\n{Second}\n");

        var outcome = (await ScoreAsync(corpus)).AssertSucceeded();

        Assert.Contains("2 documents (1 member, 1 non-member, 0 unknown) · 1 record left out", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"{corpus}:2: the line is not valid JSON", Unwrapped(outcome), StringComparison.Ordinal);
        Assert.Equal(2, (await ExportAsync()).JsonLines.Length);
    }

    [Fact]
    public async Task A_broken_line_ends_a_strict_run()
    {
        var corpus = _scene.Write("docs.jsonl", $"{First}\nbroken\n");

        var outcome = await ScoreAsync(corpus, "--strict");

        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith($"error: {corpus}:2: the line is not valid JSON", outcome.ErrorLines[^1], StringComparison.Ordinal);
        Assert.EndsWith("(--strict stops at the first such line; leave it out to skip and count them).", outcome.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_labels_there_are_scores_and_the_reason_why_there_is_no_auc()
    {
        var corpus = _scene.Write("docs.jsonl", "{\"id\": \"a\", \"text\": \"One text.\"}\n{\"id\": \"b\", \"text\": \"Two texts.\"}\n");

        var outcome = (await ScoreAsync(corpus, "--output", "json")).AssertSucceeded();

        var attack = Assert.Single(outcome.Json.GetProperty("attacks").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, attack.GetProperty("auc").ValueKind);
        Assert.Equal("The corpus labels no member and no non-member, so nothing can be compared; label documents of both kinds.", attack.GetProperty("reason").GetString());
        Assert.Equal(2, attack.GetProperty("n").GetProperty("unknown").GetInt32());
        Assert.All((await ExportAsync()).JsonLines, line => Assert.Equal(JsonValueKind.Number, line.GetProperty("score").ValueKind));

        var shown = await _scene.RunAsync("runs", "show", "1", "--store", _scene.Store);
        Assert.Contains("No supplied non-member has a score, and alone these scores say nothing about membership", Unwrapped(shown), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n \n\n")]
    public async Task An_empty_corpus_is_named_and_leaves_no_store_behind(string text)
    {
        var corpus = _scene.Write("docs.jsonl", text);

        (await ScoreAsync(corpus)).AssertFailed(3, $"There is no document in {corpus}: give at least one line, record or file with text.");
        Assert.False(File.Exists(_scene.Store));
    }

    [Fact]
    public async Task A_missing_corpus_is_named()
    {
        var corpus = _scene.PathOf("missing.jsonl");

        (await ScoreAsync(corpus)).AssertFailed(3, $"The corpus {corpus} does not exist; check the path.");
        Assert.False(File.Exists(_scene.Store));
    }

    [Fact]
    public async Task A_binary_file_is_refused_by_its_ending_or_by_its_first_line()
    {
        byte[] bytes = [.. Enumerable.Range(0, 4096).Select(i => (byte)i)];
        var unknown = _scene.Write("weights.bin", bytes);
        var named = _scene.Write("weights.jsonl", bytes);

        (await ScoreAsync(unknown)).AssertFailed(2, $"The corpus {unknown} is of no known format; expected JSON (lines, an array, objects), .csv or .tsv with a header, Parquet, each also packed with gzip, zstd or bzip2; .txt, .text or .md with a blank line between documents; a folder of such files; a pattern such as 'data/*.jsonl.gz'; or - for standard input.");
        var outcome = await ScoreAsync(named);
        Assert.Equal(3, outcome.ExitCode);
        Assert.StartsWith($"error: There is no readable document in {named}; the first of ", outcome.ErrorLines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_id_is_left_out_with_the_place_of_the_first()
    {
        var corpus = _scene.Write("docs.jsonl", $"{First}\n{Second}\n{First}\n");

        var outcome = (await ScoreAsync(corpus)).AssertSucceeded();

        Assert.Contains($"{corpus}:3: the id 'a' was used before at {corpus}:1; ids must be unique", Unwrapped(outcome), StringComparison.Ordinal);
        Assert.Equal(2, (await ExportAsync()).JsonLines.Length);
    }

    [Fact]
    public async Task An_empty_document_fails_alone_and_shows_in_exit_code_result_and_export()
    {
        var outcome = await ScoreAsync(_scene.WriteCorpus("A text.", "", "  \n\t ", "x", "Another text."));

        Assert.Equal(4, outcome.ExitCode);
        Assert.Contains("scored     4 of 5 · 1 failed", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("failed     d1: the document is empty", outcome.Output, StringComparison.Ordinal);
        var lines = (await ExportAsync()).JsonLines;
        Assert.Equal(["scored", "failed", "scored", "scored", "scored"], lines.Select(line => line.GetProperty("status").GetString()));
        Assert.Equal(("the document is empty", JsonValueKind.Null), (lines[1].GetProperty("reason").GetString(), lines[1].GetProperty("score").ValueKind));
    }

    [Fact]
    public async Task A_corpus_of_nothing_but_empty_documents_finishes_with_all_failed()
    {
        var outcome = await ScoreAsync(_scene.WriteCorpus("", ""), "--output", "json");

        Assert.Equal(4, outcome.ExitCode);
        Assert.Equal([2, 0, 2, 0, 0, 0, 0], outcome.Json.GetProperty("counts").EnumerateObject().Select(property => property.Value.GetInt64()));
    }

    [Fact]
    public async Task A_document_longer_than_the_context_is_scored_token_by_token_to_its_end()
    {
        var words = string.Join(' ', Enumerable.Range(0, 700).Select(i => $"word{i}"));

        (await ScoreAsync(_scene.WriteCorpus(words, "short"))).AssertSucceeded();

        var evidence = (await _scene.RunAsync("evidence", "export", "1", "--store", _scene.Store)).JsonLines[0];
        Assert.True(evidence.GetProperty("tokens").GetArrayLength() > 2 * 512);
        Assert.Equal(evidence.GetProperty("tokens").GetArrayLength(), evidence.GetProperty("logProb").GetArrayLength());
    }

    [Fact]
    public async Task Nul_emoji_right_to_left_text_and_line_ends_are_scored_as_they_are()
    {
        string[] texts = ["nul \0 inside", "emoji 👩‍👩‍👧‍👦 🎉", "שלום עולם مرحبا", "line\r\nline\r\n", "line\nline\n"];

        (await ScoreAsync(_scene.WriteCorpus(texts))).AssertSucceeded();

        var scores = (await ExportAsync()).JsonLines.Select(line => line.GetProperty("score").GetDouble()).ToList();
        Assert.Equal(texts.Length, scores.Distinct().Count());
    }

    [Fact]
    public async Task A_file_with_carriage_returns_holds_the_same_documents()
    {
        (await ScoreAsync(_scene.Write("unix.jsonl", $"{First}\n{Second}\n"))).AssertSucceeded();
        var dos = (await ScoreAsync(_scene.Write("dos.jsonl", $"{First}\r\n{Second}\r\n"), "--output", "json")).AssertSucceeded();

        Assert.Equal(0, dos.Json.GetProperty("counts").GetProperty("tokensDecoded").GetInt64());
    }

    private Task<Outcome> ScoreAsync(string corpus, params IReadOnlyList<string> args) =>
        _scene.ProbeAsync(["--corpus", corpus, "--attacks", "loss", "--resamples", "100", .. args]);

    private async Task<Outcome> ExportAsync() => (await _scene.RunAsync("runs", "export", "1", "--store", _scene.Store)).AssertSucceeded();

    private static string Unwrapped(Outcome outcome) => string.Join(' ', outcome.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
