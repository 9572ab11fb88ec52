using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>What the columns of a delimited file mean.</summary>
internal sealed class DelimitedColumns
{
    private static readonly JsonWriterOptions AsReadable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CorpusFile file;
    private readonly string[] names;
    private readonly int id;
    private readonly int text;
    private readonly int label;
    private readonly int group;
    private readonly int[] others;

    /// <exception cref="ConfigurationException">There is no column text, or a name stands twice.</exception>
    public DelimitedColumns(CorpusFile file, string[] names)
    {
        (this.file, this.names) = (file, names);
        (id, text, label, group) = (IndexOf("id"), IndexOf("text"), IndexOf("label"), IndexOf("group"));
        others = [.. Enumerable.Range(0, names.Length).Where(column => column != id && column != text && column != label && column != group)];
        if (text < 0)
        {
            throw new ConfigurationException(
                $"{file.Path} has no column text; found {string.Join(", ", names.Select(Quotation.Of))}; "
                + $"expected a header with text and, if wanted, id, label and group, separated by {Separator}.");
        }

        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } repeated)
        {
            throw new ConfigurationException($"{file.Path} has the column {Quotation.Of(repeated.Key)} more than once; give each column its own name.");
        }
    }

    private string Separator => file.Path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? "tabs" : "commas";

    /// <exception cref="FormatException">The record is no document; the message says why.</exception>
    public CorpusRecord Parse(string[] fields, long line)
    {
        if (fields.Length != names.Length)
        {
            throw new FormatException(FormattableString.Invariant($"the record has {fields.Length} fields; expected {names.Length} as in the header"));
        }

        var document = new Document
        {
            Id = Cell(fields, id) ?? $"{file.Name}:{line}",
            Text = fields[text],
            Label = file.Label ?? Label(fields),
            Group = Cell(fields, group),
            Fields = Others(fields),
            Origin = $"{file.Path}:{line}",
        };
        return CorpusRecord.Of(document, line);
    }

    private Membership Label(string[] fields)
    {
        var spelling = Cell(fields, label) ?? string.Empty;
        return RecordLabel.TryParse(spelling, out var membership)
            ? membership
            : throw new FormatException($"the label is {Quotation.Of(spelling)}; {RecordLabel.Expected}");
    }

    private string? Others(string[] fields)
    {
        if (others.Length == 0)
        {
            return null;
        }

        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, AsReadable))
        {
            writer.WriteStartObject();
            foreach (var column in others)
            {
                writer.WriteString(names[column], fields[column]);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private int IndexOf(string name) => Array.IndexOf(names, name);

    private static string? Cell(string[] fields, int column) => column >= 0 && fields[column].Length > 0 ? fields[column] : null;
}
