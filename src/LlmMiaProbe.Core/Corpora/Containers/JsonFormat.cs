using System.Text;
using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>Records of a file of JSON that do not lie one a line: in an array, in one field of an object, or one after another.</summary>
internal sealed class JsonFormat(JsonLayout layout, int maximumRecordBytes = CorpusLimits.RecordBytes) : ICorpusFormat
{
    public string Words => layout.Words;

    public void Require(CorpusFile file)
    {
        // The layout was found in the file.
    }

    public IEnumerable<CorpusRecord> Read(CorpusFile file)
    {
        using var bytes = CorpusBytes.Open(file.Path);
        var scanner = new JsonScanner(bytes, maximumRecordBytes);
        var records = new RecordReader(file);
        var isArray = layout.Kind is not JsonLayoutKind.Objects;
        if (isArray && !Enter(scanner))
        {
            yield return Broken(file, scanner, 0, "no array of records begins");
            yield break;
        }

        var number = 0L;
        while (true)
        {
            var next = scanner.Peek();
            if (next < 0)
            {
                if (isArray)
                {
                    yield return Broken(file, scanner, number, "the file ends inside the array");
                }

                yield break;
            }

            if (isArray && next == ']')
            {
                scanner.Skip();
                if (layout.Kind is JsonLayoutKind.Array && scanner.Peek() >= 0)
                {
                    yield return Broken(file, scanner, number, "something follows the array");
                }

                yield break;
            }

            // Between two records of an array, and, as some programs write it, between objects, too.
            if (next == ',' && number > 0)
            {
                scanner.Skip();
                next = scanner.Peek();
            }
            else if (isArray && number > 0)
            {
                yield return Broken(file, scanner, number, "a comma or the end of the array is missing");
                yield break;
            }

            if (next < 0 || next is ',' or '}' or ']' or ':')
            {
                yield return Broken(file, scanner, number, "a record is missing");
                yield break;
            }

            if (!isArray && next != '{')
            {
                yield return Broken(file, scanner, number, "something stands there that is no object");
                yield break;
            }

            number++;
            switch (scanner.Take())
            {
                case JsonExtent.TooLong:
                    yield return CorpusRecord.Defect(file.Path, number, $"the record is longer than {CorpusLimits.RecordBytesText}; split the document");
                    break;
                case JsonExtent.Endless:
                    yield return Broken(file, scanner, number - 1, "the file ends inside a record");
                    yield break;
                default:
                    foreach (var record in records.Read(scanner.Value, number))
                    {
                        yield return record;
                    }

                    break;
            }
        }
    }

    private static CorpusRecord Broken(CorpusFile file, JsonScanner scanner, long before, string what) => CorpusRecord.Defect(
        file.Path,
        0,
        FormattableString.Invariant($"the JSON breaks off at byte {scanner.Position} ({what}); {before:N0} records came before, and nothing after it is read"));

    // Goes to the first record.
    private bool Enter(JsonScanner scanner)
    {
        if (layout.Kind is JsonLayoutKind.Wrapped)
        {
            if (scanner.Peek() != '{')
            {
                return false;
            }

            scanner.Skip();
            while (scanner.Peek() == '"')
            {
                if (scanner.Take() == JsonExtent.Endless)
                {
                    return false;
                }

                var isField = NameIs(scanner.Value, layout.Field ?? "");
                if (scanner.Peek() != ':')
                {
                    return false;
                }

                scanner.Skip();
                if (isField && scanner.Peek() == '[')
                {
                    break;
                }

                if (scanner.Peek() < 0 || scanner.Take(keeps: false) == JsonExtent.Endless)
                {
                    return false;
                }

                if (scanner.Peek() == ',')
                {
                    scanner.Skip();
                }
            }
        }

        if (scanner.Peek() != '[')
        {
            return false;
        }

        scanner.Skip();
        return true;
    }

    private static bool NameIs(ReadOnlySpan<byte> quoted, string name)
    {
        try
        {
            var reader = new Utf8JsonReader(quoted);
            return reader.Read() && reader.GetString() == name;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return Encoding.UTF8.GetString(quoted) == name;
        }
    }
}
