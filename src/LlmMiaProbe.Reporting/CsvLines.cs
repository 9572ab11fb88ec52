using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// Records as comma-separated values (RFC 4180, but for line feeds between records): a line of column names, then a line each. What
/// is nested is named <c>outer.inner</c>, what is null is empty. Text that a spreadsheet would take for a formula, because it begins
/// with <c>=</c>, <c>+</c>, <c>-</c> or <c>@</c>, be it after white space, or with a tab or a carriage return, gets an apostrophe in front;
/// numbers stay as they are.
/// </summary>
internal sealed class CsvLines : IRecordLines
{
    // As they are, and in the full width of East Asian input, which spreadsheets take for the same.
    private const string Formula = "=+-@＝＋－＠";

    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n");

    private readonly IReadOnlyList<string> _columns;
    private readonly TextWriter _output;
    private readonly ArrayBufferWriter<byte> _record = new();

    /// <param name="output">Receives the lines.</param>
    /// <param name="columns">All names that a record may have, in order.</param>
    public CsvLines(TextWriter output, IReadOnlyList<string> columns)
    {
        (_output, _columns) = (output, columns);
        End(columns);
    }

    public void Write(Action<Utf8JsonWriter> properties)
    {
        _record.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_record))
        {
            writer.WriteStartObject();
            properties(writer);
            writer.WriteEndObject();
        }

        using var json = JsonDocument.Parse(_record.WrittenMemory);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        Flatten("", json.RootElement, fields);
        if (fields.Keys.FirstOrDefault(name => !_columns.Contains(name)) is { } unknown)
        {
            throw new InvalidOperationException($"There is no column {unknown}.");
        }

        End(_columns.Select(column => fields.GetValueOrDefault(column, "")));
    }

    private void End(IEnumerable<string> fields) => _output.Write(string.Join(',', fields.Select(Quote)) + "\n");

    private static string Quote(string field) =>
        field.AsSpan().IndexOfAny(s_quoted) < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void Flatten(string outer, JsonElement element, Dictionary<string, string> fields)
    {
        foreach (var property in element.EnumerateObject())
        {
            var name = outer + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                Flatten($"{name}.", property.Value, fields);
            }
            else
            {
                fields.Add(name, property.Value.ValueKind switch
                {
                    JsonValueKind.Null => "",
                    JsonValueKind.String => Inert(property.Value.GetString() ?? ""),
                    _ => property.Value.GetRawText(),
                });
            }
        }
    }

    /// <summary>Some programs look for a formula behind spaces, ends of lines and what cannot be seen.</summary>
    private static string Inert(string text)
    {
        var first = 0;
        while (first < text.Length && Rune.TryGetRuneAt(text, first, out var rune) && (Rune.IsWhiteSpace(rune) || SafeText.IsUnsafe(rune)))
        {
            first += rune.Utf16SequenceLength;
        }

        return (first < text.Length && Formula.Contains(text[first], StringComparison.Ordinal)) || text.StartsWith('\t') || text.StartsWith('\r')
            ? $"'{text}"
            : text;
    }
}
