namespace LlmMiaProbe.Corpora;

/// <summary>What a layout found in a record.</summary>
/// <param name="Taken">Names of the fields that are in the parts; they are not kept among the other fields.</param>
/// <param name="Parts">A document each.</param>
/// <param name="Hidden">Bytes of the record that are in a part and not a field of its own.</param>
internal readonly record struct RecordContent(IReadOnlyCollection<string> Taken, IReadOnlyList<RecordPart> Parts, Range Hidden = default)
{
    /// <summary>One text.</summary>
    public static RecordContent Of(string text, params IReadOnlyCollection<string> taken) => new(taken, [new RecordPart(text)]);
}

/// <summary>What becomes one document.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Conversation">Its turns, if it is a chat record.</param>
/// <param name="Suffix">What is added to the record's id.</param>
/// <param name="Label">A label that the place in the record gives.</param>
internal sealed record RecordPart(string Text, Conversation? Conversation = null, string Suffix = "", Membership? Label = null)
{
    public static RecordPart Of(Conversation conversation) => new(conversation.PlainText, conversation);
}
