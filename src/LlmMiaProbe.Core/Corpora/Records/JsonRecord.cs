using System.Text;
using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>The fields of one record and the bytes of JSON that they stand in.</summary>
internal readonly ref struct JsonRecord(ReadOnlySpan<byte> json, RecordFields fields)
{
    private readonly ReadOnlySpan<byte> _json = json;

    public IReadOnlyCollection<string> Names => fields.Names;

    /// <summary>The whole record.</summary>
    public ReadOnlySpan<byte> All => _json.Trim(" \t\r\n"u8);

    /// <summary>The bytes of a field's value; empty if there is no such field.</summary>
    public ReadOnlySpan<byte> this[string name] => fields[name] is { } range ? _json[range] : default;

    /// <summary>Whether the field is there and is not null.</summary>
    public bool Has(string name) => this[name] is { IsEmpty: false } value && value[0] != (byte)'n';

    public bool IsString(string name) => this[name] is { IsEmpty: false } value && value[0] == (byte)'"';

    public bool IsList(string name) => this[name] is { IsEmpty: false } value && value[0] == (byte)'[';

    /// <summary>The text of a field.</summary>
    /// <exception cref="FormatException">It is missing or no string.</exception>
    public string Required(string name) =>
        Optional(name) ?? throw new FormatException($"the record has no field \"{name}\"; expected a string field of that name");

    /// <summary>The text of a field; null if it is missing or null.</summary>
    /// <exception cref="FormatException">It is something else than a string.</exception>
    public string? Optional(string name) =>
        !Has(name) ? null : StringOf(this[name]) ?? throw new FormatException($"the field \"{name}\" is no string; expected a text");

    /// <summary>The value of a field that is there.</summary>
    public JsonElement Element(string name)
    {
        var reader = new Utf8JsonReader(this[name], new JsonReaderOptions { MaxDepth = RecordFields.MaximumDepth });
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>See <see cref="RecordFields.Others"/>.</summary>
    public string? Others(IReadOnlyCollection<string> taken, Range hidden) => fields.Others(_json, taken, hidden);

    /// <summary>Where bytes of this record stand in it.</summary>
    public Range RangeOf(ReadOnlySpan<byte> value) => _json.Overlaps(value, out var start) ? start..(start + value.Length) : default;

    /// <summary>The text of a JSON string; null if the value is no string.</summary>
    public static string? StringOf(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value[0] != (byte)'"')
        {
            return null;
        }

        var reader = new Utf8JsonReader(value);
        reader.Read();
        return reader.GetString();
    }

    /// <summary>A string or a number as it is written; null if it is missing, null or empty.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static string? NameOf(ReadOnlySpan<byte> value, string field)
    {
        if (value.IsEmpty)
        {
            return null;
        }

        var name = value[0] switch
        {
            (byte)'"' => StringOf(value),
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => Encoding.UTF8.GetString(value),
            (byte)'n' => null,
            _ => throw new FormatException($"the field \"{field}\" is neither a string nor a number; expected one of the two"),
        };
        return string.IsNullOrEmpty(name) ? null : name;
    }
}
