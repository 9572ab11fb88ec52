namespace LlmMiaProbe.Corpora;

/// <summary>A record that is no object but the text itself, as the files of MIMIR have it.</summary>
internal sealed class StringLayout : IRecordLayout
{
    public string? LabelField => null;

    public bool Accepts(JsonRecord record) => !record.All.IsEmpty && record.All[0] == (byte)'"';

    public (string Kind, string Where) Describe(JsonRecord record) => ("texts", "each record is a JSON string, its text");

    public RecordContent Read(JsonRecord record) => RecordContent.Of(
        JsonRecord.StringOf(record.All) ?? throw new FormatException("the record is no JSON string as those before it; give each shape a file of its own"));
}
