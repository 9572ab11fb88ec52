namespace LlmMiaProbe.Corpora;

/// <summary>Documents separated by one or more blank lines; the line breaks inside one are kept as they are.</summary>
internal sealed class PlainTextFormat(int maximumDocumentBytes = CorpusLimits.RecordBytes) : ICorpusFormat
{
    public string Words => "text with blank lines between documents";

    public static bool IsTextFile(string path) => Path.GetExtension(CompressionText.UnpackedName(path)).ToLowerInvariant() is ".txt" or ".text" or ".md";

    public void Require(CorpusFile file) => CorpusBytes.Open(file.Path).Dispose();

    public IEnumerable<CorpusRecord> Read(CorpusFile file)
    {
        using var bytes = CorpusBytes.Open(file.Path);
        var lines = new ByteLineReader(bytes, maximumDocumentBytes);
        var paragraph = new PlainTextParagraph(file, maximumDocumentBytes);
        while (lines.Read())
        {
            if (!lines.IsBlank)
            {
                paragraph.Add(lines);
            }
            else if (!paragraph.IsEmpty)
            {
                yield return paragraph.Take();
            }
        }

        if (!paragraph.IsEmpty)
        {
            yield return paragraph.Take();
        }
    }
}
