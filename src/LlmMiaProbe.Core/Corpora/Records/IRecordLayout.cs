namespace LlmMiaProbe.Corpora;

/// <summary>What the fields of a file's records mean.</summary>
internal interface IRecordLayout
{
    /// <summary>What such records are and where a record's text is, for the note that is told before anything is scored.</summary>
    string Say(JsonRecord record);

    /// <summary>Whether a record has the fields of this layout.</summary>
    bool Accepts(JsonRecord record);

    /// <summary>What a record holds.</summary>
    /// <exception cref="FormatException">The record is no document; the message says why.</exception>
    RecordContent Read(JsonRecord record);
}
