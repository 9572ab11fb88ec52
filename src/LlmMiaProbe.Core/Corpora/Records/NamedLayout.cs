using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>The text, or the turns of a conversation, in a field that the user named.</summary>
internal sealed class NamedLayout(RecordReading reading, FieldPath path) : IRecordLayout
{
    private bool? _areTurns;

    public bool Accepts(JsonRecord record) => reading.Find(path, record) is { IsEmpty: false } value && value[0] is (byte)'"' or (byte)'[';

    public (string Kind, string Where) Describe(JsonRecord record) => reading.Find(path, record)[0] == (byte)'['
        ? ("chat records", $"turns in '{path.Text}' as named")
        : ("texts", $"text in '{path.Text}' as named");

    public RecordContent Read(JsonRecord record)
    {
        var value = reading.Find(path, record);
        if (value.IsEmpty)
        {
            throw new FormatException($"the record has no field {Quotation.Of(path.Text)} ({path.Option}); it has {Quotation.List(record.Names)}");
        }

        if (value[0] is not ((byte)'"' or (byte)'['))
        {
            throw new FormatException($"the field {Quotation.Of(path.Text)} ({path.Option}) is no string; expected the document's text");
        }

        var areTurns = value[0] == (byte)'[';
        if (areTurns != (_areTurns ??= areTurns))
        {
            throw new FormatException(
                $"the field {Quotation.Of(path.Text)} is a {(areTurns ? "list" : "text")}, and of the records before a {(areTurns ? "text" : "list")}; "
                + "give each kind a file of its own");
        }

        var (taken, hidden) = path.NameIn(record) is { } name ? (new List<string> { name }, default(Range)) : ([], record.RangeOf(value));
        return new RecordContent(
            taken, [areTurns ? RecordPart.Of(Conversation(record, value, taken)) : new RecordPart(JsonRecord.StringOf(value) ?? string.Empty)], hidden);
    }

    private Conversation Conversation(JsonRecord record, ReadOnlySpan<byte> value, List<string> taken)
    {
        MessageList.RequireNothingBeside(record);
        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = RecordFields.MaximumDepth });
        var turns = MessageList.Read(JsonElement.ParseValue(ref reader), path.Text);
        ConversationLayout.AddSystem(record, turns, taken);
        return new Conversation(ConversationLayout.Complete(turns));
    }
}
