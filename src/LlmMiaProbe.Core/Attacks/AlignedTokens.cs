using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Target and reference compared position by position, which has a meaning only where both scored the same tokens.</summary>
internal static class AlignedTokens
{
    public const string OtherTokenizer = "the reference model splits text differently from the target, so their tokens cannot be compared one by one (reference-difference and reference-ratio compare whole texts)";
    public const string OtherTokens = "target and reference scored different tokens of this text, as happens when only one of them puts a BOS before it";

    /// <summary>Why the document cannot be compared token by token, or null if it can.</summary>
    public static string? Refusal(DocumentEvidence document, TokenScores target, TokenScores reference) =>
        !document.SameTokenizer ? OtherTokenizer
        : !target.Tokens.AsSpan().SequenceEqual(reference.Tokens) ? OtherTokens
        : null;

    /// <summary>lp^target_t - lp^reference_t at every position, nats.</summary>
    public static double[] Differences(TokenScores target, TokenScores reference)
    {
        var differences = new double[target.Count];
        for (var t = 0; t < differences.Length; t++)
        {
            differences[t] = (double)target.LogProb[t] - reference.LogProb[t];
        }

        return differences;
    }
}
