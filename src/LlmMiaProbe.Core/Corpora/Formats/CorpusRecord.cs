namespace LlmMiaProbe.Corpora;

/// <summary>What a format found, with the 1-based line it starts on (0 if the whole file is meant).</summary>
internal readonly record struct CorpusRecord(CorpusEntry Entry, long Line)
{
    public static CorpusRecord Of(Document document, long line) => new(CorpusEntry.Of(document), line);

    public static CorpusRecord Defect(string path, long line, string reason) =>
        new(CorpusEntry.Of(new CorpusDefect(path, line, reason)), line);

    public static CorpusRecord LeftOut(string path, string reason) => new(CorpusEntry.Of(new CorpusDefect(path, 0, reason) { IsLeftOut = true }), 0);
}
