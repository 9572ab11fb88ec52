using System.Text;
using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>Finds the layout of a file of JSON. Only of a file that is one large object all is read.</summary>
/// <param name="path">The file.</param>
/// <param name="text">The field of the text, if the user named it.</param>
internal sealed class JsonLayoutFinder(string path, FieldPath? text = null)
{
    private const int LongestName = 4096;
    private const int NamesShown = 8;

    // A conversation is an array of objects, too, and its record is no wrapper.
    private static readonly string[] s_fieldsOfRecords = 
    [
        "text", "label", "messages", "conversations", "conversation", "turns", "prompt", "completion", "instruction", "output",
            "response", "question", "answer",
        "input", "snippet", "content", "member", "nonmember", "chosen", "rejected", "Answer", "Example_A",
    ];

    /// <summary>Whether a file may be one of JSON records, by what it begins with.</summary>
    public static bool BeginsAsRecords(ReadOnlySpan<byte> head)
    {
        var text = head.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            return false;
        }

        var next = text[1..].TrimStart(" \t\r\n"u8);
        return text[0] switch
        {
            (byte)'{' => next.IsEmpty || next[0] is (byte)'"' or (byte)'}',
            (byte)'[' => next.IsEmpty || next[0] is (byte)'{' or (byte)']',
            _ => false,
        };
    }

    /// <exception cref="ConfigurationException">It holds records in a way that is not read; the message has the command that makes lines of them.</exception>
    public JsonLayout Find(Recognition file)
    {
        var head = file.Head.AsSpan().TrimStart(" \t\r\n"u8);
        if (head.StartsWith("["u8))
        {
            var first = head[1..].TrimStart(" \t\r\n"u8);
            return first.IsEmpty || first[0] is (byte)'{' or (byte)']'
                ? new JsonLayout(JsonLayoutKind.Array)
                : throw new ConfigurationException(
                    $"{path} holds a JSON array of {(first[0] == '"' ? "strings" : "values that are no objects")}; expected objects with a text "
                    + (ShellPath.MayStand(path)
                        ? $"(jq -c '.[] | {{text: .}}' {ShellPath.Of(path)} > {ShellPath.Beside(path, "-records.jsonl")} makes such a file of strings)."
                        : $"({ShellPath.NoCommand})."));
        }

        if (!head.StartsWith("{"u8))
        {
            return new JsonLayout(JsonLayoutKind.Lines);
        }

        var end = head.IndexOf((byte)'\n');
        var line = end >= 0 ? head[..end] : head;
        var isLine = IsObject(line, out var consumed);
        if (isLine && end >= 0 && !head[end..].TrimStart(" \t\r\n"u8).IsEmpty)
        {
            return new JsonLayout(JsonLayoutKind.Lines);
        }

        if (!isLine && consumed > 0)
        {
            // An object ends in the line, and something follows.
            return new JsonLayout(line[consumed..].TrimStart(" \t\r"u8).StartsWith("{"u8) ? JsonLayoutKind.Objects : JsonLayoutKind.Lines);
        }

        if (!isLine && end >= 0 && IsBrokenLine(line, head[(end + 1)..]))
        {
            return new JsonLayout(JsonLayoutKind.Lines);
        }

        return OfFirstObject(isLine || (end < 0 && !file.IsWhole) ? JsonLayoutKind.Lines : JsonLayoutKind.Objects);
    }

    // Of records over several lines the first breaks off between two values, and what follows is no object by itself.
    private static bool IsBrokenLine(ReadOnlySpan<byte> line, ReadOnlySpan<byte> rest)
    {
        var reader = new Utf8JsonReader(line, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 256 }));
        try
        {
            while (reader.Read())
            {
                // Only whether it can be read.
            }
        }
        catch (JsonException)
        {
            return true;
        }

        var after = line[(int)reader.BytesConsumed..].TrimStart(" \t\r,:"u8);
        var next = rest.TrimStart(" \t\r\n"u8);
        var end = next.IndexOf((byte)'\n');
        var nextLine = end >= 0 ? next[..end] : next;
        return (!after.IsEmpty && after[0] == '"') || IsObject(nextLine, out _);
    }

    private static bool IsObject(ReadOnlySpan<byte> line, out int consumed)
    {
        consumed = 0;
        var reader = new Utf8JsonReader(line, isFinalBlock: true, new JsonReaderState(new JsonReaderOptions { MaxDepth = 256 }));
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            reader.Skip();
            consumed = (int)reader.BytesConsumed;
            return line[consumed..].TrimStart(" \t\r"u8).IsEmpty;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private JsonLayout OfFirstObject(JsonLayoutKind otherwise)
    {
        using var bytes = CorpusBytes.Open(path);
        var scanner = new JsonScanner(bytes, LongestName);
        try
        {
            return OfFirstObject(scanner, otherwise);
        }
        catch (DamagedContentException)
        {
            // Said where it is read.
            return new JsonLayout(otherwise);
        }
    }

    private JsonLayout OfFirstObject(JsonScanner scanner, JsonLayoutKind otherwise)
    {
        var (arrays, isRecord) = (new List<string>(), false);
        _ = scanner.Peek();
        scanner.Skip();
        while (scanner.Peek() == '"')
        {
            var name = scanner.Take() == JsonExtent.Whole ? NameOf(scanner.Value) : "";
            if (scanner.Peek() != ':')
            {
                return new JsonLayout(otherwise);
            }

            scanner.Skip();
            var isArray = scanner.Peek() == '[';
            isRecord |= s_fieldsOfRecords.Contains(name, StringComparer.Ordinal) || text?.MayBeginWith(name) == true;
            if (isArray && IsArrayOfObjects(scanner))
            {
                arrays.Add(name);
            }
            else if (!isArray && (scanner.Peek() < 0 || scanner.Take(keeps: false) == JsonExtent.Endless))
            {
                return new JsonLayout(otherwise);
            }

            if (scanner.Peek() == ',')
            {
                scanner.Skip();
            }
        }

        if (scanner.Peek() == '}')
        {
            scanner.Skip();
        }

        // A wrapper is alone in its file.
        return isRecord || arrays.Count == 0 || scanner.Peek() >= 0 ? new JsonLayout(otherwise)
            : arrays.Count == 1 ? new JsonLayout(JsonLayoutKind.Wrapped, arrays[0])
            : throw new ConfigurationException(
                $"{path} holds one JSON object with several arrays of objects ({string.Join(", ", arrays.Take(NamesShown).Select(Quotation.Of))}); expected "
                + $"the records of one ({TakeOut(arrays)}).");
    }

    private string TakeOut(List<string> arrays) =>
        !ShellPath.MayStand(path) ? ShellPath.NoCommand
        : arrays.Find(ShellPath.MayStand) is not { } field ? "their names have characters that cannot be seen, so no command is given"
        : $"jq -c --arg field {ShellPath.Of(field)} '.[$field][]' {ShellPath.Of(path)} > {ShellPath.Beside(path, "-records.jsonl")} takes them out";

    // Leaves the scanner behind the array, whatever it holds.
    private static bool IsArrayOfObjects(JsonScanner scanner)
    {
        scanner.Skip();
        var holdsObjects = scanner.Peek() == '{';
        while (scanner.Peek() is var next and >= 0 && next != ']')
        {
            if (next == ',')
            {
                scanner.Skip();
            }
            else
            {
                _ = scanner.Take(keeps: false);
            }
        }

        if (scanner.Peek() == ']')
        {
            scanner.Skip();
        }

        return holdsObjects;
    }

    private static string NameOf(ReadOnlySpan<byte> quoted)
    {
        try
        {
            var reader = new Utf8JsonReader(quoted);
            reader.Read();
            return reader.GetString() ?? string.Empty;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return Encoding.UTF8.GetString(quoted);
        }
    }
}
