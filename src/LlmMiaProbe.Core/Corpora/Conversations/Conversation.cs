namespace LlmMiaProbe.Corpora;

/// <summary>A record of chat data: who says what, in order. A chat template of the model makes the text of it that the model saw.</summary>
/// <param name="Turns">At least one.</param>
/// <param name="Joint">What stands between two turns where no template is used: a line break, or nothing between a prompt and its completion.</param>
public sealed record Conversation(IReadOnlyList<ConversationTurn> Turns, string Joint = "\n")
{
    /// <summary>What all say, without a template.</summary>
    public string PlainText => string.Join(Joint, Turns.Select(turn => turn.Content));
}
