using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Parquet.Data;
using Parquet.Schema;

namespace LlmMiaProbe.Corpora;

/// <summary>The values of one column of a row group, taken one after another with the levels that say where they belong.</summary>
internal abstract class ParquetColumn(RawColumnData raw, DataField leaf) : IDisposable
{
    // The most characters that a JSON text is written from in one piece.
    private const int LongestText = 160_000_000;

    private int _at;
    private int _value;

    protected abstract int Values { get; }

    /// <summary>Whether a text was met that is too long to be written.</summary>
    public bool HasOverlong { get; set; }

    private int Count => leaf.MaxDefinitionLevel > 0 ? raw.DefinitionLevels.Length : Values;

    public bool IsAtEnd => _at >= Count;

    /// <summary>How much of the path to the value is there.</summary>
    public int Definition => IsAtEnd ? throw new InvalidDataException("a column ends too early")
        : leaf.MaxDefinitionLevel > 0 ? raw.DefinitionLevels[_at] : 0;

    /// <summary>On which level the value goes on with a list; 0 for the first of a row.</summary>
    public int Repetition => IsAtEnd || leaf.MaxRepetitionLevel == 0 ? 0 : raw.RepetitionLevels[_at];

    public static ParquetColumn? Of(RawColumnData raw, DataField leaf) => raw switch
    {
        RawColumnData<ReadOnlyMemory<char>> texts => new Typed<ReadOnlyMemory<char>>(texts, leaf, (writer, text) => writer.WriteStringValue(text.Span))
        {
            IsOverlong = text => text.Length > LongestText,
        },
        RawColumnData<ReadOnlyMemory<byte>> bytes => new Typed<ReadOnlyMemory<byte>>(bytes, leaf, (writer, text) => writer.WriteStringValue(text.Span))
        {
            IsOverlong = text => text.Length > LongestText, IsLeftOut = text => !Utf8.IsValid(text.Span),
        },
        RawColumnData<bool> flags => new Typed<bool>(flags, leaf, (writer, value) => writer.WriteBooleanValue(value)),
        RawColumnData<long> numbers => new Typed<long>(numbers, leaf, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<ulong> numbers => new Typed<ulong>(numbers, leaf, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<int> numbers => new Typed<int>(numbers, leaf, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<uint> numbers => new Typed<uint>(numbers, leaf, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<short> numbers => new Typed<short>(numbers, leaf, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<ushort> numbers => new Typed<ushort>(numbers, leaf, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<byte> numbers => new Typed<byte>(numbers, leaf, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<sbyte> numbers => new Typed<sbyte>(numbers, leaf, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<decimal> numbers => new Typed<decimal>(numbers, leaf, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<float> numbers => new Typed<float>(numbers, leaf, (writer, value) => writer.WriteNumberValue(value))
        {
            IsLeftOut = value => !float.IsFinite(value),
        },
        RawColumnData<double> numbers => new Typed<double>(numbers, leaf, (writer, value) => writer.WriteNumberValue(value))
        {
            IsLeftOut = value => !double.IsFinite(value),
        },
        RawColumnData<DateTime> times => new Typed<DateTime>(times, leaf, (writer, value) => writer.WriteStringValue(value)),
        RawColumnData<DateOnly> days => Text(days, leaf),
        RawColumnData<TimeOnly> times => Text(times, leaf),
        RawColumnData<TimeSpan> times => Text(times, leaf),
        RawColumnData<Guid> ids => new Typed<Guid>(ids, leaf, (writer, value) => writer.WriteStringValue(value)),
        _ => null,
    };

    /// <summary>Whether the value that comes next is there and can be written.</summary>
    public bool HasValue => Definition == leaf.MaxDefinitionLevel && !Leaves(_value);

    /// <summary>Writes the value that comes next, or null.</summary>
    public void WriteNext(Utf8JsonWriter writer)
    {
        if (Definition < leaf.MaxDefinitionLevel)
        {
            writer.WriteNullValue();
        }
        else
        {
            if (Leaves(_value))
            {
                writer.WriteNullValue();
            }
            else
            {
                Write(writer, _value);
            }
        }

        Skip();
    }

    /// <summary>The value that comes next as a text, for the name of a member.</summary>
    public string TakeText()
    {
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            WriteNext(writer);
        }

        using var parsed = JsonDocument.Parse(json.WrittenMemory);
        return parsed.RootElement.ToString();
    }

    /// <summary>Passes over what comes next.</summary>
    public void Skip()
    {
        _value += Definition == leaf.MaxDefinitionLevel ? 1 : 0;
        _at++;
    }

    public void Dispose() => raw.Dispose();

    protected abstract void Write(Utf8JsonWriter writer, int value);

    protected abstract bool Leaves(int value);

    private static Typed<T> Text<T>(RawColumnData<T> values, DataField leaf)
        where T : struct, IFormattable =>
        new(values, leaf, (writer, value) => writer.WriteStringValue(value.ToString(value is TimeSpan ? "c" : "O", CultureInfo.InvariantCulture)));

    private sealed class Typed<T>(RawColumnData<T> raw, DataField leaf, Action<Utf8JsonWriter, T> write) : ParquetColumn(raw, leaf)
        where T : struct
    {
        public Func<T, bool> IsLeftOut { get; init; } = _ => false;

        public Func<T, bool> IsOverlong { get; init; } = _ => false;

        protected override int Values => raw.Values.Length;

        protected override bool Leaves(int value) => IsLeftOut(raw.Values[value]);

        protected override void Write(Utf8JsonWriter writer, int value)
        {
            if (IsOverlong(raw.Values[value]))
            {
                HasOverlong = true;
                writer.WriteNullValue();
            }
            else
            {
                write(writer, raw.Values[value]);
            }
        }
    }
}
