using System.Globalization;
using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>A field by its name, a path with dots or a JSON pointer (RFC 6901).</summary>
internal sealed class FieldPath
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = RecordFields.MaximumDepth };

    private readonly string[]? _pointer;

    /// <param name="text">As the user wrote it.</param>
    /// <param name="option">Where, for messages.</param>
    /// <exception cref="ConfigurationException">It names nothing.</exception>
    public FieldPath(string text, string option)
    {
        (Text, Option) = (text, option);
        if (text.Length == 0)
        {
            throw new ConfigurationException(
                $"{option} is empty; expected the name of a field, a path such as meta.source, or a JSON pointer such as /meta/source.");
        }

        _pointer = text[0] == '/' ? [.. text[1..].Split('/').Select(Unescaped)] : null;
    }

    public string Text { get; }

    public string Option { get; }

    /// <summary>Whether it may lead into a field of this name.</summary>
    public bool MayBeginWith(string name) =>
        Text == name || _pointer?[0] == name || (_pointer is null && Text.StartsWith($"{name}.", StringComparison.Ordinal));

    /// <summary>The bytes of the value that it names; empty if there is none.</summary>
    public ReadOnlySpan<byte> Find(JsonRecord record)
    {
        if (record[Text] is { IsEmpty: false } literal)
        {
            return literal;
        }

        if (_pointer is null)
        {
            return Find(record.All, Text);
        }

        var value = record.All;
        foreach (var segment in _pointer)
        {
            value = Step(value, segment);
        }

        return value;
    }

    /// <summary>The name of the record's own field that it is; null if it is deeper or is not there.</summary>
    public string? NameIn(JsonRecord record) =>
        !record[Text].IsEmpty ? Text : _pointer is [var name] && !record[name].IsEmpty ? name : null;

    // A name may hold dots, so the longest name that is there goes first.
    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> value, string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
        {
            var child = Step(value, path[..end]);
            if (!child.IsEmpty)
            {
                var found = end == path.Length ? child : Find(child, path[(end + 1)..]);
                if (!found.IsEmpty)
                {
                    return found;
                }
            }
        }

        return default;
    }

    private static ReadOnlySpan<byte> Step(ReadOnlySpan<byte> value, string segment)
    {
        if (value.IsEmpty || value[0] is not ((byte)'{' or (byte)'['))
        {
            return default;
        }

        var index = value[0] == (byte)'[' ? IndexOf(segment) : -1;
        if (value[0] == (byte)'[' && index < 0)
        {
            return default;
        }

        var reader = new Utf8JsonReader(value, s_options);
        ReadOnlySpan<byte> found = default;
        reader.Read();
        for (var place = 0; reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray); place++)
        {
            var isIt = index >= 0 ? place == index : reader.ValueTextEquals(segment);
            if (index < 0)
            {
                reader.Read();
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isIt)
            {
                found = value[start..(int)reader.BytesConsumed];
            }
        }

        return found;
    }

    private static int IndexOf(string segment) =>
        (segment == "0" || !segment.StartsWith('0')) && int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;

    private string Unescaped(string segment)
    {
        for (var at = segment.IndexOf('~', StringComparison.Ordinal); at >= 0; at = segment.IndexOf('~', at + 1))
        {
            if (at + 1 == segment.Length || segment[at + 1] is not ('0' or '1'))
            {
                throw new ConfigurationException($"{Option} {Text} is no JSON pointer: '~' stands before 0 (for ~) or 1 (for /) only.");
            }
        }

        return segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }
}
