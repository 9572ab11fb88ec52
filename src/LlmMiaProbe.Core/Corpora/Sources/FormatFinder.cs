using LlmMiaProbe.Files;

namespace LlmMiaProbe.Corpora;

/// <summary>Finds how a file is read: by what it holds, and by its name only where that leaves it open.</summary>
internal static class FormatFinder
{
    private const string Accepted =
        "JSON (lines, an array, objects), .csv or .tsv with a header, Parquet, each also packed with gzip, zstd or bzip2; "
        + ".txt, .text or .md with a blank line between documents; a folder of such files; a pattern such as 'data/*.jsonl.gz'; or - for standard input";

    /// <returns>The format, and what was recognised in words.</returns>
    /// <exception cref="PrerequisiteException">The file cannot be opened.</exception>
    /// <exception cref="ConfigurationException">It is of no format that is read, or its header is wrong.</exception>
    public static (ICorpusFormat Format, string Words) Find(CorpusFile file)
    {
        var recognised = Recognition.Of(file.Path);
        if (recognised.Refusal is { } refusal)
        {
            throw new ConfigurationException($"{file.Path} {refusal}.");
        }

        var format = Find(file, recognised) ?? throw new ConfigurationException(recognised is { Head.Length: 0, IsWhole: true }
            ? $"The corpus {file.Path} is empty; give at least one line, record or text."
            : $"The corpus {file.Path} is of no known format; expected {Accepted}.");
        format.Require(file);
        var words = string.Join(' ', new[] { recognised.Compression.ToText(), WithoutArticle(format.Words, recognised.Compression) }.OfType<string>());
        return (format, recognised.Encoding.Name is { } encoding ? $"{words}, in {encoding}" : words);
    }

    private static ICorpusFormat? Find(CorpusFile file, Recognition recognised)
    {
        if (recognised.IsParquet)
        {
            return new ParquetFormat();
        }

        var extension = Path.GetExtension(CompressionText.UnpackedName(file.Path)).ToLowerInvariant();
        var isJson = extension is ".jsonl" or ".ndjson" or ".json";
        if ((isJson || extension is ".csv" or ".tsv" or ".parquet") && ForeignContent.IsPage(recognised.Head))
        {
            throw new ConfigurationException(
                $"{file.Path} is a page of HTML, such as a server sends in place of a file that is not there; download the file again.");
        }

        if (isJson || JsonLayoutFinder.BeginsAsRecords(recognised.Head))
        {
            // A text may begin with a bracket, and so may a line of JSON that is broken.
            return isJson && !StartsAsJson(recognised.Head) && Delimiter.IsTable(recognised) ? new DelimitedFormat()
                : new JsonLayoutFinder(file.Path, file.Reading.Text).Find(recognised) is { Kind: not JsonLayoutKind.Lines } layout ? new JsonFormat(layout)
                : new JsonLinesFormat();
        }

        return extension switch
        {
            ".csv" or ".tsv" => new DelimitedFormat(),
            ".txt" or ".text" or ".md" => new PlainTextFormat(),
            _ when file.Delimiter is not null || Delimiter.IsTable(recognised) => new DelimitedFormat(),
            _ => file.Path == StandardInput.Name || CompressionText.UnpackedName(file.Path).Length < file.Path.Length ? new PlainTextFormat() : null,
        };
    }

    private static bool StartsAsJson(ReadOnlySpan<byte> head)
    {
        var text = head.TrimStart(" \t\r\n"u8);
        return text.IsEmpty || text[0] is (byte)'{' or (byte)'[' or (byte)'"';
    }

    private static string WithoutArticle(string words, Compression compression) =>
        compression is not Compression.None && words.StartsWith("a ", StringComparison.Ordinal) ? words[2..] : words;
}
