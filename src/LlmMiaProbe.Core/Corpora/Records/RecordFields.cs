using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>Where the fields of one JSON object stand in its bytes, in their order. Of fields that repeat, the last counts.</summary>
internal sealed class RecordFields
{
    public const int MaximumDepth = 256;

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaximumDepth };

    private readonly Dictionary<string, (Range Name, Range Value)> _fields = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => _fields.Keys;

    /// <summary>Where the value of a field stands; null if there is no such field.</summary>
    public Range? this[string name] => _fields.TryGetValue(name, out var field) ? field.Value : null;

    /// <summary>False if the bytes hold another value than an object.</summary>
    /// <exception cref="JsonException">The bytes are not one JSON value.</exception>
    public bool TryFind(ReadOnlySpan<byte> json)
    {
        _fields.Clear();
        var reader = new Utf8JsonReader(json, s_options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            reader.Read();
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = (int)reader.TokenStartIndex + 1;
            var name = nameStart..(nameStart + reader.ValueSpan.Length);
            var key = reader.GetString() ?? string.Empty;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            _fields[key] = (name, start..(int)reader.BytesConsumed);
        }

        reader.Read();
        return true;
    }

    /// <summary>The fields that were not taken as one JSON object, names and values as they stand; null if there are none.</summary>
    /// <param name="json">The bytes that were searched.</param>
    /// <param name="taken">Names that are left out.</param>
    /// <param name="hidden">A part of a value that is replaced by null; empty for none.</param>
    public string? Others(ReadOnlySpan<byte> json, IReadOnlyCollection<string> taken, Range hidden)
    {
        var others = new ArrayBufferWriter<byte>();
        foreach (var (key, (name, value)) in _fields)
        {
            if (taken.Contains(key))
            {
                continue;
            }

            others.Write(others.WrittenCount == 0 ? "{\""u8 : ",\""u8);
            others.Write(json[name]);
            others.Write("\":"u8);
            var (start, end) = (hidden.Start.Value, hidden.End.Value);
            if (end > start && start >= value.Start.Value && end <= value.End.Value)
            {
                others.Write(json[value.Start.Value..start]);
                others.Write("null"u8);
                others.Write(json[end..value.End.Value]);
            }
            else
            {
                others.Write(json[value]);
            }
        }

        if (others.WrittenCount == 0)
        {
            return null;
        }

        others.Write("}"u8);
        return Encoding.UTF8.GetString(others.WrittenSpan);
    }
}
