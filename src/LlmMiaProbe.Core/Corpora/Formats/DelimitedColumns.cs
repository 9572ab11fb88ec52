using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>The header of a delimited file, which makes one JSON object of strings of each of its records.</summary>
internal sealed class DelimitedColumns
{
    private static readonly JsonWriterOptions s_asReadable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string[] _names;
    private readonly RecordParser _parser;

    /// <exception cref="ConfigurationException">No column can be the text, or a name stands twice.</exception>
    public DelimitedColumns(CorpusFile file, string[] names)
    {
        (_names, _parser) = (names, new RecordParser(file));
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } repeated)
        {
            throw new ConfigurationException($"{file.Path} has the column {Quotation.Of(repeated.Key)} more than once; give each column its own name.");
        }

        if (!_parser.Knows(Json([.. names.Select(_ => "[{")])))
        {
            throw new ConfigurationException(
                $"{file.Path} has no column text; found {string.Join(", ", names.Select(Quotation.Of))}; "
                + $"expected a header with text and, if wanted, id, label and group, separated by {Separator(file)}.");
        }
    }

    /// <exception cref="FormatException">The record is no document; the message says why.</exception>
    public IReadOnlyList<CorpusRecord> Parse(string[] fields, long line) => fields.Length == _names.Length
        ? _parser.Parse(Json(fields), line)
        : throw new FormatException(FormattableString.Invariant($"the record has {fields.Length} fields; expected {_names.Length} as in the header"));

    private ReadOnlySpan<byte> Json(string[] cells)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, s_asReadable))
        {
            writer.WriteStartObject();
            foreach (var (name, cell) in _names.Zip(cells))
            {
                writer.WriteString(name, cell);
            }

            writer.WriteEndObject();
        }

        return json.WrittenSpan;
    }

    private static string Separator(CorpusFile file) => file.Path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? "tabs" : "commas";
}
