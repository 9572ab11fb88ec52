using System.Text.Json;
using Parquet.Schema;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// Puts the rows of a row group together as JSON objects: groups as objects, lists as arrays, maps as objects (Melnik et al. 2010, "Dremel",
/// says how levels tell what is missing and what repeats).
/// </summary>
internal sealed class ParquetRows(ParquetSchema schema, IReadOnlyDictionary<string, ParquetColumn> columns)
{
    private readonly Dictionary<Field, ParquetColumn[]> _leaves = new(ReferenceEqualityComparer.Instance);

    /// <summary>Writes the next row.</summary>
    /// <exception cref="InvalidDataException">The levels of the columns contradict each other.</exception>
    public void WriteNext(Utf8JsonWriter writer)
    {
        if (columns.Values.Any(column => column.Repetition != 0))
        {
            throw new InvalidDataException("a row begins inside a list");
        }

        writer.WriteStartObject();
        foreach (var field in schema.Fields)
        {
            WriteMember(writer, field);
        }

        writer.WriteEndObject();
    }

    /// <summary>Whether nothing is left.</summary>
    public bool IsAtEnd => columns.Values.All(column => column.IsAtEnd);

    // A member that cannot be written is left out, with its name.
    private void WriteMember(Utf8JsonWriter writer, Field field)
    {
        if (LeavesOf(field) is not [var first, ..])
        {
            return;
        }

        if (field is DataField { IsArray: false, MaxDefinitionLevel: var level } && !first.HasValue && first.Definition == level)
        {
            first.Skip();
            return;
        }

        writer.WritePropertyName(field.Name);
        Write(writer, field);
    }

    private void Write(Utf8JsonWriter writer, Field field)
    {
        if (LeavesOf(field) is not [var first, ..])
        {
            writer.WriteNullValue();
            return;
        }

        switch (field)
        {
            case StructField group when first.Definition < group.MaxDefinitionLevel:
                Skip(group);
                writer.WriteNullValue();
                break;
            case StructField group:
                writer.WriteStartObject();
                foreach (var member in group.Fields)
                {
                    WriteMember(writer, member);
                }

                writer.WriteEndObject();
                break;
            case ListField list:
                WriteRepeated(writer, list, first, () => Write(writer, list.Item));
                break;
            case MapField map:
                WriteMap(writer, map, first);
                break;
            case DataField { IsArray: true } repeated:
                WriteRepeated(writer, repeated, first, () => first.WriteNext(writer));
                break;
            default:
                first.WriteNext(writer);
                break;
        }
    }

    private void WriteRepeated(Utf8JsonWriter writer, Field field, ParquetColumn first, Action writeElement)
    {
        if (first.Definition < field.MaxDefinitionLevel - 1)
        {
            Skip(field);
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartArray();
        if (first.Definition < field.MaxDefinitionLevel)
        {
            Skip(field);
        }
        else
        {
            do
            {
                writeElement();
            }
            while (first.Repetition >= field.MaxRepetitionLevel);
        }

        writer.WriteEndArray();
    }

    // Keys that are no texts are written as such.
    private void WriteMap(Utf8JsonWriter writer, MapField map, ParquetColumn first)
    {
        if (LeavesOf(map.Key) is not [var key] || map.Key is not DataField)
        {
            Skip(map);
            writer.WriteNullValue();
            return;
        }

        if (first.Definition < map.MaxDefinitionLevel - 1)
        {
            Skip(map);
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        if (first.Definition < map.MaxDefinitionLevel)
        {
            Skip(map);
        }
        else
        {
            do
            {
                writer.WritePropertyName(key.TakeText());
                Write(writer, map.Value);
            }
            while (first.Repetition >= map.MaxRepetitionLevel);
        }

        writer.WriteEndObject();
    }

    private void Skip(Field field)
    {
        foreach (var leaf in LeavesOf(field))
        {
            leaf.Skip();
        }
    }

    // The columns below a field that could be read.
    private ParquetColumn[] LeavesOf(Field field)
    {
        if (!_leaves.TryGetValue(field, out var leaves))
        {
            leaves = field switch
            {
                DataField data => columns.TryGetValue(data.Path.ToString(), out var column) ? [column] : [],
                StructField group => [.. group.Fields.SelectMany(LeavesOf)],
                ListField list => LeavesOf(list.Item),
                MapField map => [.. LeavesOf(map.Key), .. LeavesOf(map.Value)],
                _ => [],
            };
            _leaves.Add(field, leaves);
        }

        return leaves;
    }
}
