namespace LlmMiaProbe.Corpora;

/// <summary>One field that is the list of turns: <c>messages</c> of OpenAI, <c>conversations</c> of ShareGPT.</summary>
internal sealed class MessagesLayout(string name) : ConversationLayout
{
    public string Name => name;

    protected override string Where => $"turns in '{name}'";

    public override bool Accepts(JsonRecord record) => HoldsList(record, name);

    protected override List<ConversationTurn> Turns(JsonRecord record, List<string> taken, ref string joint)
    {
        taken.Add(name);
        return MessageList.Read(ListOf(record, name), name);
    }
}
