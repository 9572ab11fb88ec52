using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// Records as a Parquet file, in groups of rows so that no more than one group is held. Nothing is made inert for spreadsheets: the file has
/// types. A list is a list of elements, as pandas and DuckDB read it.
/// </summary>
internal sealed class ParquetRecords : IRecordLines
{
    private const int RowsOfGroup = 16_384;

    // A row of token scores of a long document has millions of numbers.
    private const long BytesOfGroup = 64L << 20;

    private const string Element = "element";

    private readonly IReadOnlyList<RecordColumn> _columns;
    private readonly ParquetSchema _schema;
    private readonly ParquetWriter _writer;
    private readonly ArrayBufferWriter<byte> _record = new();
    private readonly List<JsonDocument> _rows = [];
    private long _bytes;

    /// <param name="output">Receives the file; stays open.</param>
    /// <param name="columns">All that a record may have, in order.</param>
    public ParquetRecords(Stream output, IReadOnlyList<RecordColumn> columns)
    {
        _columns = columns;
        _schema = new ParquetSchema(columns.Select(FieldOf));
        _writer = Wait(ParquetWriter.CreateAsync(_schema, output));
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

        _rows.Add(JsonDocument.Parse(_record.WrittenSpan.ToArray()));
        _bytes += _record.WrittenCount;
        if (_rows.Count == RowsOfGroup || _bytes >= BytesOfGroup)
        {
            WriteGroup();
        }
    }

    /// <summary>Ends the file. Without this call, as after an error, it is no Parquet file.</summary>
    public void Complete()
    {
        WriteGroup();
        Wait(_writer.DisposeAsync().AsTask());
    }

    private static Field FieldOf(RecordColumn column) => column.Kind switch
    {
        ColumnKind.Text => new DataField<string>(column.Name),
        ColumnKind.Number => new DataField<double?>(column.Name),
        ColumnKind.Whole => new DataField<long?>(column.Name),
        ColumnKind.Flag => new DataField<bool?>(column.Name),
        ColumnKind.Wholes => new ListField(column.Name, new DataField<int?>(Element)),
        _ => new ListField(column.Name, new DataField<float?>(Element)),
    };

    private void WriteGroup()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        using (var group = _writer.CreateRowGroup())
        {
            foreach (var (column, field) in _columns.Zip(_schema.GetDataFields()))
            {
                JsonElement?[] values = [.. _rows.Select(row => Find(row.RootElement, column.Name))];
                Wait(column.Kind switch
                {
                    ColumnKind.Text => group.WriteAsync(field, [.. values.Select(value => value?.GetString())]),
                    ColumnKind.Number => group.WriteAsync<double>(field, Flat(values, value => value.GetDouble())),
                    ColumnKind.Whole => group.WriteAsync<long>(field, Flat(values, value => value.GetInt64())),
                    ColumnKind.Flag => group.WriteAsync<bool>(field, Flat(values, value => value.GetBoolean())),
                    ColumnKind.Wholes => WriteListsAsync(group, field, values, value => value.GetInt32()),
                    _ => WriteListsAsync(group, field, values, value => float.Parse(value.GetRawText(), CultureInfo.InvariantCulture)),
                });
            }
        }

        _rows.ForEach(row => row.Dispose());
        _rows.Clear();
        _bytes = 0;
    }

    private static ReadOnlyMemory<T?> Flat<T>(IEnumerable<JsonElement?> values, Func<JsonElement, T> read)
        where T : struct => values.Select(value => value is { } known ? read(known) : (T?)null).ToArray();

    /// <summary>
    /// Levels as the format defines them: 0 for no list, 1 for an empty one, one less than the most for a missing element, the most for one
    /// that is there; and an element that does not begin a list repeats.
    /// </summary>
    private static Task WriteListsAsync<T>(ParquetRowGroupWriter group, DataField field, JsonElement?[] lists, Func<JsonElement, T> read)
        where T : struct
    {
        var (values, definitions, repetitions) = (new List<T>(), new List<int>(), new List<int>());
        foreach (var list in lists)
        {
            if (list is not { } elements || elements.GetArrayLength() == 0)
            {
                definitions.Add(list is null ? 0 : 1);
                repetitions.Add(0);
                continue;
            }

            var isFirst = true;
            foreach (var element in elements.EnumerateArray())
            {
                var isThere = element.ValueKind != JsonValueKind.Null;
                definitions.Add(field.MaxDefinitionLevel - (isThere ? 0 : 1));
                repetitions.Add(isFirst ? 0 : 1);
                isFirst = false;
                if (isThere)
                {
                    values.Add(read(element));
                }
            }
        }

        return group.WriteAllPartsAsync<T>(field, values.ToArray(), definitions.ToArray(), repetitions.ToArray(), CancellationToken.None);
    }

    // A name inside may have a point itself, such as queries.0.99.
    private static JsonElement? Find(JsonElement row, string name)
    {
        if (row.TryGetProperty(name, out var value))
        {
            return value.ValueKind == JsonValueKind.Null ? null : value;
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && row.TryGetProperty(name[..dot], out var outer) && outer.ValueKind == JsonValueKind.Object ? Find(outer, name[(dot + 1)..]) : null;
    }

    // The file that it writes to is local, and nothing else waits for this thread.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
