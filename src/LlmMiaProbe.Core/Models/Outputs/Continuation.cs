namespace LlmMiaProbe.Models;

/// <summary>What a model produced after a prompt.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Tokens">Produced token ids, without prompt and end-of-generation token.</param>
/// <param name="Text">The same as text. Bytes that are no UTF-8, as of a character cut off at the end, stand as U+FFFD.</param>
/// <param name="Finish">Why it ends.</param>
/// <param name="Failure">Why there is none, if <paramref name="Finish"/> is <see cref="FinishReason.Failed"/>; else null.</param>
public sealed record Continuation(GenerationRequest Request, int[] Tokens, string Text, FinishReason Finish, string? Failure = null)
{
    /// <summary>What an endpoint says about it; null for a local model that was not asked for alternatives.</summary>
    public AnswerDetail? Detail { get; init; }

    public static Continuation Failed(GenerationRequest request, string reason) => new(request, [], "", FinishReason.Failed, reason);
}
