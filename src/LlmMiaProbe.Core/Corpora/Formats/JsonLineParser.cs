using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace LlmMiaProbe.Corpora;

/// <summary>Makes a document of one line of JSON, or says why it cannot.</summary>
internal sealed class JsonLineParser(CorpusFile file)
{
    private readonly JsonLineFields fields = new();

    public CorpusRecord Parse(ReadOnlySpan<byte> line, long number)
    {
        try
        {
            return CorpusRecord.Of(Document(line, number), number);
        }
        catch (JsonException error)
        {
            var position = (error.BytePositionInLine + 1)?.ToString(CultureInfo.InvariantCulture) ?? "?";
            return Defect($"the line is not valid JSON from byte {position} on; expected one object such as {{\"id\": \"a\", \"text\": \"…\"}}");
        }
        catch (FormatException error)
        {
            return Defect(error.Message);
        }

        CorpusRecord Defect(string reason) => CorpusRecord.Defect(file.Path, number, reason);
    }

    private Document Document(ReadOnlySpan<byte> line, long number)
    {
        if (!Utf8.IsValid(line))
        {
            throw new FormatException("the line is not valid UTF-8; convert the file to UTF-8");
        }

        if (Surrogates.HasUnpairedEscape(line))
        {
            throw new FormatException("the line has half a surrogate pair (\\ud800 to \\udfff on its own), which is no character; expected both halves");
        }

        if (!fields.TryFind(line))
        {
            throw new FormatException("the line holds a JSON value that is no object; expected one object with a string field \"text\"");
        }

        return new Document
        {
            Id = Name(line, fields.Id, "id") ?? $"{file.Name}:{number}",
            Text = Text(line),
            Label = file.Label ?? Label(line),
            Group = Name(line, fields.Group, "group"),
            Fields = fields.Others(line),
            Origin = $"{file.Path}:{number}",
        };
    }

    private string Text(ReadOnlySpan<byte> line)
    {
        if (fields.Text is not { } range)
        {
            throw new FormatException("the object has no field \"text\"; expected a string field of that name");
        }

        return String(line[range]) ?? throw new FormatException("the field \"text\" is no string; expected the document's text");
    }

    private Membership Label(ReadOnlySpan<byte> line)
    {
        var value = fields.Label is { } range ? line[range] : "null"u8;
        if (value.SequenceEqual("null"u8))
        {
            return Membership.Unknown;
        }

        var text = String(value) ?? (value[0] is (byte)'{' or (byte)'[' ? "a list or object" : Encoding.UTF8.GetString(value));
        return RecordLabel.TryParse(text, out var label)
            ? label
            : throw new FormatException($"the label is {Quotation.Of(text)}; {RecordLabel.Expected}");
    }

    // A string or a number as it is written; null if it is absent, null or empty.
    private static string? Name(ReadOnlySpan<byte> line, Range? range, string field)
    {
        if (range is null)
        {
            return null;
        }

        var value = line[range.Value];
        var name = value[0] switch
        {
            (byte)'"' => String(value),
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => Encoding.UTF8.GetString(value),
            (byte)'n' => null,
            _ => throw new FormatException($"the field \"{field}\" is neither a string nor a number; expected one of the two"),
        };
        return string.IsNullOrEmpty(name) ? null : name;
    }

    private static string? String(ReadOnlySpan<byte> value)
    {
        if (value[0] != (byte)'"')
        {
            return null;
        }

        var reader = new Utf8JsonReader(value);
        reader.Read();
        return reader.GetString();
    }
}
