namespace LlmMiaProbe.Corpora;

/// <summary>One JSON object a line; any other line is a defect.</summary>
internal sealed class JsonLinesFormat(int maximumLineBytes = CorpusLimits.RecordBytes) : ICorpusFormat
{
    public string Words => "JSON lines";

    public void Require(CorpusFile file) => CorpusBytes.Open(file.Path).Dispose();

    public IEnumerable<CorpusRecord> Read(CorpusFile file)
    {
        using var bytes = CorpusBytes.Open(file.Path);
        var lines = new ByteLineReader(bytes, maximumLineBytes);
        var records = new RecordReader(file);
        while (lines.Read())
        {
            if (lines.TooLong)
            {
                yield return CorpusRecord.Defect(file.Path, lines.Number, $"the line is longer than {CorpusLimits.RecordBytesText}; split the document");
            }
            else if (!lines.IsBlank)
            {
                foreach (var record in records.Read(lines.Line, lines.Number))
                {
                    yield return record;
                }
            }
        }
    }
}
