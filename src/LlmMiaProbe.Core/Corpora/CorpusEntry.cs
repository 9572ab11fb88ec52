namespace LlmMiaProbe.Corpora;

/// <summary>One step of reading a corpus: a document or a defect, never both.</summary>
public readonly record struct CorpusEntry
{
    private CorpusEntry(Document? document, CorpusDefect? defect) => (Document, Defect) = (document, defect);

    public Document? Document { get; }

    public CorpusDefect? Defect { get; }

    public static CorpusEntry Of(Document document) => new(document, null);

    public static CorpusEntry Of(CorpusDefect defect) => new(null, defect);
}
