namespace LlmMiaProbe.Cli.Tests.EndToEnd;

public sealed class CorpusCheckTests : IDisposable
{
    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_labs_passages_are_counted_by_label_and_group()
    {
        var check = (await _scene.RunAsync("corpus", "check", ProbeScene.Passages)).AssertSucceeded();

        Assert.StartsWith("documents   800 · ", check.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n  member +400 ", check.Output);
        Assert.Matches(@"\n  nonmember +400 ", check.Output);
        Assert.Contains("\ngroups      10, 10 of them with members and non-members\n", check.Output, StringComparison.Ordinal);
        Assert.EndsWith("\nleft out    nothing\n", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sources_of_one_label_override_the_labels_in_their_records()
    {
        var members = _scene.Write("in.txt", "First text.\n\nSecond text.\n");
        var others = _scene.Write("out.jsonl", "{\"text\": \"Third text.\", \"label\": \"member\"}\n");

        var check = (await _scene.RunAsync("corpus", "check", "--members", members, "--non-members", others)).AssertSucceeded();

        Assert.Matches(@"\n  member +2 ", check.Output);
        Assert.Matches(@"\n  nonmember +1 ", check.Output);
    }

    [Fact]
    public async Task Duplicates_across_labels_and_broken_lines_are_shown_by_name()
    {
        var corpus = _scene.Write("docs.jsonl", """
            {"id": "a", "text": "The very same text.", "label": "member"}
            {"id": "b", "text": "the  very same TEXT.", "label": "nonmember"}
            {"id": "c", "text": " ", "label": "unknown"}
            not json
            """);

        var check = (await _scene.RunAsync("corpus", "check", corpus)).AssertSucceeded();

        Assert.Contains("between members and non-members: they spoil the comparison", check.Output, StringComparison.Ordinal);
        Assert.Contains("  a (member) and b (nonmember), similarity 1.00", check.Output, StringComparison.Ordinal);
        Assert.Contains("empty       1 document of nothing but white space", check.Output, StringComparison.Ordinal);
        Assert.Contains($"left out    1 record:\n  {corpus}:4: the line is not valid JSON", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_corpus_without_a_document_is_exit_code_3()
    {
        var corpus = _scene.Write("docs.jsonl", "");

        var check = await _scene.RunAsync("corpus", "check", corpus);

        Assert.Equal(3, check.ExitCode);
        Assert.Equal($"error: There is no readable document in {corpus}: give at least one line, record or file with text.", check.ErrorLines[^1]);
    }

    [Fact]
    public async Task Strict_stops_at_the_first_broken_line()
    {
        var corpus = _scene.Write("docs.jsonl", "broken\n");

        var check = await _scene.RunAsync("corpus", "check", corpus, "--strict");

        Assert.Equal(2, check.ExitCode);
        Assert.StartsWith($"error: {corpus}:1: the line is not valid JSON", check.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_that_are_not_known_are_one_line_with_a_count_and_the_option_that_helps()
    {
        var corpus = _scene.Write("docs.jsonl", string.Concat(Enumerable.Repeat("{\"body\": \"a text\"}\n", 30)));

        var check = await _scene.RunAsync("corpus", "check", corpus);

        Assert.Equal(3, check.ExitCode);
        Assert.Single(check.OutputLines, line => line.Contains("docs.jsonl:", StringComparison.Ordinal) && line.EndsWith("(and 29 more like it)", StringComparison.Ordinal));
        Assert.Contains($"the first of 30 problems is {corpus}:1: the record has no field", check.Error, StringComparison.Ordinal);
        Assert.Contains("name the field of the text with --text-field", check.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blank_is_a_delimiter_and_an_empty_value_is_a_mistake()
    {
        var table = _scene.Write("docs.csv", "id text\na One\nb Two\n");
        (await _scene.RunAsync("corpus", "check", table, "--split", ""))
            .AssertFailed(2, "option --split: an empty value is not allowed for Run:Split; give a name, or leave the option out");
        (await _scene.RunAsync("corpus", "check", table, "--delimiter", ""))
            .AssertFailed(2, "option --delimiter: an empty value is not allowed for Run:Delimiter; give a character, or leave the option out");

        var check = (await _scene.RunAsync("corpus", "check", table, "--delimiter", " ")).AssertSucceeded();

        Assert.StartsWith("documents   2 · 6 bytes", check.Output, StringComparison.Ordinal);
    }
}
