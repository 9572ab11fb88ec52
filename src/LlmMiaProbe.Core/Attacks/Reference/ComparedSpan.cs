using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>
/// The end of a text that target and reference both score: with one tokenizer in tokens, with two in bytes of UTF-8. Without a
/// BOS nothing predicts a model's first token, and a sum that holds it on one side only compares two texts.
/// </summary>
/// <param name="Target">Σ lp of the target over it, nats.</param>
/// <param name="Reference">The same of the reference.</param>
/// <param name="Units">Tokens, or bytes; above 0.</param>
internal readonly record struct ComparedSpan(double Target, double Reference, int Units)
{
    public const string NoCommonPlace = "the first token is not scored for want of a BOS, and behind it target and reference have no common "
        + "place where a token begins";

    public const string UnknownSpelling = "the first token is not scored for want of a BOS, and the run does not know which bytes of the text it spells: "
        + "add --bos always if the models have one, or score again without --no-text";

    /// <summary>The span, or why there is none.</summary>
    public static (ComparedSpan? Span, string? Reason) Of(DocumentEvidence document)
    {
        var (target, reference) = (document.Target, document.Reference);
        if (target.Count == 0 || reference.Count == 0)
        {
            return (null, Reasons.NoScoredToken);
        }

        return document.SameTokenizer ? OfTokens(target, reference) : OfBytes(document, target, reference);
    }

    private static (ComparedSpan? Span, string? Reason) OfTokens(TokenScores target, TokenScores reference)
    {
        var count = Math.Min(target.Count, reference.Count);
        return AlignedTokens.CommonTail(target, reference) < count
            ? (null, AlignedTokens.OtherTokens)
            : (new ComparedSpan(target.TotalOfLast(count), reference.TotalOfLast(count), count), null);
    }

    private static (ComparedSpan? Span, string? Reason) OfBytes(DocumentEvidence document, TokenScores target, TokenScores reference)
    {
        var bytes = document.Facts.ByteLength;
        if (ScoredBytes.Of(target, document.Vocabularies.Target, bytes) is not { } ofTarget
            || ScoredBytes.Of(reference, document.Vocabularies.Reference, bytes) is not { } ofReference)
        {
            return (null, UnknownSpelling);
        }

        foreach (var left in ofTarget.Left)
        {
            if (left > 0 && ofReference.From(left) is { } common)
            {
                return (new ComparedSpan(ofTarget.From(left) ?? 0, common, left), null);
            }
        }

        return (null, NoCommonPlace);
    }
}
