namespace LlmMiaProbe.Corpora;

/// <summary>One JSON object a line; <see cref="RecordParser"/> says what its fields mean.</summary>
internal sealed class JsonLinesFormat(int maximumLineBytes = CorpusLimits.RecordBytes) : ICorpusFormat
{
    public string Accepted => ".jsonl, .ndjson or .json with one object a line";

    public bool Accepts(string path) => Path.GetExtension(path).ToLowerInvariant() is ".jsonl" or ".ndjson" or ".json";

    public void Require(CorpusFile file)
    {
        using var bytes = CorpusBytes.Open(file.Path);
        Span<byte> one = stackalloc byte[1];
        var count = bytes.Read(one);
        while (count > 0 && one[0] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            count = bytes.Read(one);
        }

        if (count > 0 && one[0] == (byte)'[' && Path.GetExtension(file.Path).Equals(".json", StringComparison.OrdinalIgnoreCase))
        {
            throw new ConfigurationException(
                $"{file.Path} holds one JSON array; expected one object a line (jq -c '.[]' {file.Path} > "
                + $"{Path.ChangeExtension(file.Path, ".jsonl")} makes such a file).");
        }
    }

    public IEnumerable<CorpusRecord> Read(CorpusFile file)
    {
        using var bytes = CorpusBytes.Open(file.Path);
        var lines = new ByteLineReader(bytes, maximumLineBytes);
        var parser = new RecordParser(file);
        while (lines.Read())
        {
            if (lines.TooLong)
            {
                yield return CorpusRecord.Defect(file.Path, lines.Number, $"the line is longer than {CorpusLimits.RecordBytesText}; split the document");
            }
            else if (!lines.IsBlank)
            {
                foreach (var record in parser.Parse(lines.Line, lines.Number))
                {
                    yield return record;
                }
            }
        }
    }
}
