using LlmMiaProbe.Models;

namespace LlmMiaProbe.Questions;

/// <summary>What a method asks for, before anything is asked. Tokens given are counted, those produced are estimated.</summary>
/// <param name="Calls">Questions to the model under test.</param>
/// <param name="PromptTokens">Tokens that it is given.</param>
/// <param name="ReplyTokens">Tokens that it produces at most.</param>
/// <param name="WriterCalls">Questions to the model that writes paraphrases.</param>
/// <param name="WriterTokens">Tokens that this model is given, and produces at most.</param>
public sealed record QuestionCost(long Calls, long PromptTokens, long ReplyTokens, long WriterCalls = 0, long WriterTokens = 0)
{
    public static QuestionCost None { get; } = new(0, 0, 0);

    public static QuestionCost operator +(QuestionCost first, QuestionCost second) => new(
        first.Calls + second.Calls,
        first.PromptTokens + second.PromptTokens,
        first.ReplyTokens + second.ReplyTokens,
        first.WriterCalls + second.WriterCalls,
        first.WriterTokens + second.WriterTokens);

    public static QuestionCost operator *(QuestionCost cost, long times) => new(
        cost.Calls * times, cost.PromptTokens * times, cost.ReplyTokens * times, cost.WriterCalls * times, cost.WriterTokens * times);

    /// <summary>Estimated tokens of a text, at four bytes each: lengths asked for are the same for every model.</summary>
    public static int Tokens(string text) => PackedText.Of(text).Length;

    /// <summary>Estimated tokens of a chat.</summary>
    public static int Tokens(IReadOnlyList<ChatMessage> messages) => Tokens(ChatMessage.Transcript(messages));
}
