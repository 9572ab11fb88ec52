namespace LlmMiaProbe.Corpora;

/// <summary>A text in a field of its own.</summary>
internal sealed class TextLayout : IRecordLayout
{
    private const string Field = "text";

    private static readonly string[] s_taken = [Field];

    public string Say(JsonRecord record) => "text in 'text'";

    public bool Accepts(JsonRecord record) => record.Has(Field);

    public RecordContent Read(JsonRecord record) => record[Field].IsEmpty
        ? throw new FormatException("the object has no field \"text\"; expected a string field of that name")
        : new RecordContent(
            s_taken,
            [new RecordPart(JsonRecord.StringOf(record[Field]) ?? throw new FormatException("the field \"text\" is no string; expected the document's text"))]);
}
