using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>Where the fields of one JSON object stand in its line. Of fields that repeat, the last counts.</summary>
internal sealed class JsonLineFields
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    private readonly Dictionary<string, (Range Name, Range Value)> others = new(StringComparer.Ordinal);

    public Range? Id { get; private set; }

    public Range? Text { get; private set; }

    public Range? Label { get; private set; }

    public Range? Group { get; private set; }

    /// <summary>False if the line holds another value than an object.</summary>
    /// <exception cref="JsonException">The line is not one JSON value.</exception>
    public bool TryFind(ReadOnlySpan<byte> line)
    {
        (Id, Text, Label, Group) = (null, null, null, null);
        others.Clear();
        var reader = new Utf8JsonReader(line, Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = (int)reader.TokenStartIndex + 1;
            var name = nameStart..(nameStart + reader.ValueSpan.Length);
            var known = KnownField(ref reader);
            var key = known ?? Unescaped(line[name]);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            Put(known, key, name, start..(int)reader.BytesConsumed);
        }

        reader.Read();
        return true;
    }

    /// <summary>The other fields as one JSON object, names and values as they stand in the line; null if there are none.</summary>
    public string? Others(ReadOnlySpan<byte> line)
    {
        if (others.Count == 0)
        {
            return null;
        }

        var json = new ArrayBufferWriter<byte>();
        foreach (var (name, value) in others.Values)
        {
            json.Write(json.WrittenCount == 0 ? "{\""u8 : ",\""u8);
            json.Write(line[name]);
            json.Write("\":"u8);
            json.Write(line[value]);
        }

        json.Write("}"u8);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private void Put(string? known, string key, Range name, Range value)
    {
        switch (known)
        {
            case "id":
                Id = value;
                break;
            case "text":
                Text = value;
                break;
            case "label":
                Label = value;
                break;
            case "group":
                Group = value;
                break;
            default:
                others[key] = (name, value);
                break;
        }
    }

    private static string? KnownField(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("id"u8) ? "id"
        : reader.ValueTextEquals("text"u8) ? "text"
        : reader.ValueTextEquals("label"u8) ? "label"
        : reader.ValueTextEquals("group"u8) ? "group"
        : null;

    // Two spellings of a name, one escaped, are the same name. Names with unpaired surrogates are refused by the caller beforehand.
    private static string Unescaped(ReadOnlySpan<byte> name)
    {
        if (!name.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(name);
        }

        byte[] quoted = [(byte)'"', .. name, (byte)'"'];
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.GetString() ?? string.Empty;
    }
}
