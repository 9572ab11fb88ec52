namespace LlmMiaProbe.Corpora;

/// <summary>What the fields of a file's records mean.</summary>
internal interface IRecordLayout
{
    /// <summary>The field of the label unless the user names another; null if the place in the record says it.</summary>
    string? LabelField => "label";

    /// <summary>Whether a record has the fields of this layout.</summary>
    bool Accepts(JsonRecord record);

    /// <summary>What such records are and which field is the text, for the note that is told before anything is scored.</summary>
    (string Kind, string Where) Describe(JsonRecord record);

    /// <summary>The field of the group unless the user names another.</summary>
    string GroupField(JsonRecord record) => "group";

    /// <summary>What a record holds.</summary>
    /// <exception cref="FormatException">The record is no document; the message says why.</exception>
    RecordContent Read(JsonRecord record);
}
