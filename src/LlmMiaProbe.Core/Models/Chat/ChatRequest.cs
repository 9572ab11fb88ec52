using LlmMiaProbe.Decoding;

namespace LlmMiaProbe.Models;

/// <summary>One question to a chat model.</summary>
/// <param name="Messages">At least one; the last is the user's.</param>
/// <param name="MaxTokens">Of the answer, at least 1.</param>
/// <param name="Scheme">How tokens are drawn; a model that is out of reach may not honour it.</param>
/// <param name="Seed">Of the random numbers, where the endpoint takes one; without effect on a greedy scheme.</param>
/// <param name="Sample">Number of the sample with this seed and these messages, from 0.</param>
public sealed record ChatRequest(IReadOnlyList<ChatMessage> Messages, int MaxTokens, DecodingScheme Scheme, int Seed = 0, int Sample = 0)
{
    /// <summary>Alternatives of the answer's first token to report, with log-probabilities; 0 for none.</summary>
    public int TopLogProbs { get; init; }

    /// <summary>SHA-256 of the prompt file that the messages were made from, 64 hexadecimal digits; null if there is none.</summary>
    public string? PromptHash { get; init; }
}
