using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Two readings compared position by position, which has a meaning only where both scored the same tokens.</summary>
internal static class AlignedTokens
{
    public const string OtherTokenizer = "the reference model splits text differently from the target, so their tokens cannot be compared one by one "
        + "(reference-difference and reference-ratio compare whole texts)";

    public const string OtherTokens = "target and reference scored different tokens of this text, as happens when only one of them puts a BOS before it: "
        + "add --bos never, or --bos always if both have one (reference-difference and reference-ratio compare the tokens that both score)";

    public const string OtherReading = "the text has other tokens in the two readings that are compared";

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

    /// <summary>How many scored tokens two readings share at their ends.</summary>
    public static int CommonTail(TokenScores one, TokenScores other)
    {
        var (a, b) = (one.Tokens, other.Tokens);
        var count = 0;
        while (count < Math.Min(a.Length, b.Length) && a[^(count + 1)] == b[^(count + 1)])
        {
            count++;
        }

        return count;
    }

    /// <summary>
    /// How many tokens at its end two readings of one text by one model share; 0 if that is less than half of it. What stands
    /// before a text decides whether its first token is scored, and with some tokenizers which token it is.
    /// </summary>
    public static int SameText(TokenScores one, TokenScores other)
    {
        var tail = CommonTail(one, other);
        return 2 * tail >= Math.Min(one.Count, other.Count) ? tail : 0;
    }
}
