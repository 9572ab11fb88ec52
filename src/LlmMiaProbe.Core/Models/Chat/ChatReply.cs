namespace LlmMiaProbe.Models;

/// <summary>What a chat model answered.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Text">The answer; empty if there is none.</param>
/// <param name="Finish">Why it ends.</param>
/// <param name="Failure">Why there is none, if <paramref name="Finish"/> is <see cref="FinishReason.Failed"/>; else null.</param>
/// <param name="Detail">What the endpoint says about it.</param>
public sealed record ChatReply(ChatRequest Request, string Text, FinishReason Finish, string? Failure, AnswerDetail Detail)
{
    public static ChatReply Failed(ChatRequest request, string reason) =>
        new(request, "", FinishReason.Failed, reason, new AnswerDetail { PromptHash = request.PromptHash });
}
