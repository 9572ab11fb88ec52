using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace LlmMiaProbe.Corpora;

/// <summary>What every container hands its records to: one JSON object each, in UTF-8, with the number of its line or record from 1.</summary>
internal sealed class RecordReader(CorpusFile file)
{
    // What a cell could begin with that holds a text, or a list of turns.
    private const string AnyCell = "[{";

    private readonly RecordParser _parser = new(file);

    /// <summary>The documents and defects of one record; none if it is of another split than the one asked for.</summary>
    public IReadOnlyList<CorpusRecord> Read(ReadOnlySpan<byte> json, long number) =>
        !Utf8.IsValid(json) ? [CorpusRecord.Defect(file.Path, number, $"the line is not valid UTF-8; {TextEncoding.Cure(file.Path)}")]
        : file.Split is { } split && !split.Takes(json) ? []
        : _parser.Parse(json, number);

    /// <summary>Whether records with these columns could be documents.</summary>
    public bool Knows(IReadOnlyList<string> columns)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var name in columns)
            {
                writer.WriteString(name, AnyCell);
            }

            writer.WriteEndObject();
        }

        return _parser.Knows(json.WrittenSpan);
    }
}
