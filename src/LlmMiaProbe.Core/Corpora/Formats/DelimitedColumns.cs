using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>The header of a delimited file, which makes one JSON object of strings of each of its records.</summary>
internal sealed class DelimitedColumns
{
    // The most characters that a JSON text is written from in one piece.
    private const int LongestField = 160_000_000;

    private static readonly JsonWriterOptions s_asReadable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly string[] _names;
    private readonly bool _hasSides;
    private readonly RecordReader _records;

    /// <exception cref="ConfigurationException">No column can be the text, or a name stands twice.</exception>
    public DelimitedColumns(CorpusFile file, string[] names, string separator)
    {
        (_names, _records, _hasSides) = (names, new RecordReader(file), file.Reading.Text is null && ParallelLayout.AreSides(names));
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } repeated)
        {
            throw new ConfigurationException($"{file.Path} has the column {Quotation.Of(repeated.Key)} more than once; give each column its own name.");
        }

        if (!_records.Knows(names))
        {
            throw new ConfigurationException(
                $"{file.Path} has no column text; found {string.Join(", ", names.Select(Quotation.Of))}; "
                + $"expected a header with text and, if wanted, id, label and group, separated by {separator}.");
        }
    }

    /// <exception cref="FormatException">The record is none of this header; the message says why.</exception>
    public IReadOnlyList<CorpusRecord> Read(string[] fields, long line)
    {
        if (fields.Length != _names.Length)
        {
            throw new FormatException(FormattableString.Invariant($"the record has {fields.Length} fields; expected {_names.Length} as in the header"));
        }

        _json.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_json, s_asReadable))
        {
            writer.WriteStartObject();
            foreach (var (name, field) in _names.Zip(fields))
            {
                if (field.Length > LongestField)
                {
                    throw new FormatException(FormattableString.Invariant($"a field is longer than {LongestField:N0} characters; split the document"));
                }

                if (_hasSides && ParallelLayout.IsSide(name) && IsLikeList(field))
                {
                    writer.WritePropertyName(name);
                    writer.WriteRawValue(ListOf(name, field));
                }
                else
                {
                    writer.WriteString(name, field);
                }
            }

            writer.WriteEndObject();
        }

        return _records.Read(_json.WrittenSpan, line);
    }

    // A table has no lists, so that programs write them as texts: as JSON, or as Python prints them.
    private static bool IsLikeList(string field) =>
        field.AsSpan().Trim() is ['[', .., ']'] text && text[1..].TrimStart() is [('"' or '\'' or ']'), ..];

    private static string ListOf(string name, string field)
    {
        try
        {
            using var list = JsonDocument.Parse(field);
            return field;
        }
        catch (JsonException error)
        {
            throw new FormatException(
                $"the field {Quotation.Of(name)} looks like a list and is none in JSON; expected one text, or a list such as [\"one text\", \"another\"]",
                error);
        }
    }
}
