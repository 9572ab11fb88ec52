namespace LlmMiaProbe.Corpora;

/// <summary>
/// Comma- or tab-separated values after RFC 4180 with a header that names the fields; <see cref="RecordParser"/> says what they mean.
/// </summary>
internal sealed class DelimitedFormat(int maximumFieldLength = CorpusLimits.RecordBytes) : ICorpusFormat
{
    public string Accepted => ".csv or .tsv with a header and a column text";

    public bool Accepts(string path) => Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".tsv";

    public void Require(CorpusFile file)
    {
        using var bytes = CorpusBytes.Open(file.Path);
        using var records = new DelimitedRecords(bytes, DelimiterOf(file.Path), maximumFieldLength);
        ReadColumns(file, records);
    }

    public IEnumerable<CorpusRecord> Read(CorpusFile file)
    {
        using var bytes = CorpusBytes.Open(file.Path);
        using var records = new DelimitedRecords(bytes, DelimiterOf(file.Path), maximumFieldLength);
        var columns = ReadColumns(file, records);
        while (Next(file, records, columns) is { } documents)
        {
            foreach (var record in documents)
            {
                yield return record;
            }
        }
    }

    private static IReadOnlyList<CorpusRecord>? Next(CorpusFile file, DelimitedRecords records, DelimitedColumns columns)
    {
        try
        {
            return records.Read() ? columns.Parse(records.Fields, records.Line) : null;
        }
        catch (FormatException error)
        {
            return [CorpusRecord.Defect(file.Path, records.Line, error.Message)];
        }
    }

    private static DelimitedColumns ReadColumns(CorpusFile file, DelimitedRecords records)
    {
        try
        {
            return records.Read()
                ? new DelimitedColumns(file, records.Fields)
                : throw new ConfigurationException($"{file.Path} is empty; expected a header with a column text.");
        }
        catch (FormatException error)
        {
            throw new ConfigurationException($"The header of {file.Path} cannot be read: {error.Message}.", error);
        }
    }

    private static string DelimiterOf(string path) =>
        Path.GetExtension(path).Equals(".tsv", StringComparison.OrdinalIgnoreCase) ? "\t" : ",";
}
