namespace LlmMiaProbe.Corpora;

/// <summary>A text in the field <c>text</c>: the project's own records, the Pile, PatentMIA and most corpora.</summary>
internal sealed class TextLayout : IRecordLayout
{
    private const string Name = "text";

    private static readonly FieldPath s_pileSet = new("/meta/pile_set_name", "");

    public bool Accepts(JsonRecord record) => record.Has(Name);

    /// <summary>Whether the record has a text that is more than blanks.</summary>
    public static bool HasText(JsonRecord record) => record.IsString(Name) && !string.IsNullOrWhiteSpace(JsonRecord.StringOf(record[Name]));

    public (string Kind, string Where) Describe(JsonRecord record) => s_pileSet.Find(record).IsEmpty
        ? ("texts", "text in 'text'")
        : ("the Pile", "text in 'text', 'meta' kept and no group made of it");

    public RecordContent Read(JsonRecord record) => record[Name].IsEmpty
        ? throw new FormatException(
            "the record has no field \"text\" and no others that are known"
            + $"{(record.Names.Count == 0 ? "" : $" (it has {Quotation.List(record.Names)})")}; name the field of the text with --text-field")
        : RecordContent.Of(JsonRecord.StringOf(record[Name])
            ?? throw new FormatException("the field \"text\" is no string; expected the document's text"), Name);
}
