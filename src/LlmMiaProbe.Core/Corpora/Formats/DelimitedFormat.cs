namespace LlmMiaProbe.Corpora;

/// <summary>Values separated by commas, tabs, semicolons or bars after RFC 4180, with a header that names the fields.</summary>
internal sealed class DelimitedFormat(int maximumFieldLength = CorpusLimits.RecordBytes) : ICorpusFormat
{
    private string _words = "a table";

    public string Words => _words;

    public void Require(CorpusFile file)
    {
        var delimiter = Delimiter.Of(file);
        _words = $"a table separated by {delimiter.Words}";
        using var records = Open(file, delimiter);
        ReadColumns(file, records, delimiter);
    }

    public IEnumerable<CorpusRecord> Read(CorpusFile file)
    {
        var delimiter = Delimiter.Of(file);
        using var records = Open(file, delimiter);
        var columns = ReadColumns(file, records, delimiter);
        while (Next(file, records, columns) is { } documents)
        {
            foreach (var record in documents)
            {
                yield return record;
            }
        }
    }

    private DelimitedRecords Open(CorpusFile file, Delimiter delimiter)
    {
        var records = new DelimitedRecords(CorpusBytes.Open(file.Path), delimiter.Character, maximumFieldLength, file.Path);
        if (delimiter.IsAnnounced)
        {
            _ = records.Read();
        }

        return records;
    }

    private static IReadOnlyList<CorpusRecord>? Next(CorpusFile file, DelimitedRecords records, DelimitedColumns columns)
    {
        try
        {
            return records.Read() ? columns.Read(records.Fields, records.Line) : null;
        }
        catch (FormatException error)
        {
            return [CorpusRecord.Defect(file.Path, records.Line, error.Message)];
        }
    }

    private static DelimitedColumns ReadColumns(CorpusFile file, DelimitedRecords records, Delimiter delimiter)
    {
        try
        {
            return records.Read()
                ? new DelimitedColumns(file, records.Fields, delimiter.Words)
                : throw new ConfigurationException($"{file.Path} is empty; expected a header with a column text.");
        }
        catch (FormatException error)
        {
            throw new ConfigurationException($"The header of {file.Path} cannot be read: {error.Message}.", error);
        }
    }
}
