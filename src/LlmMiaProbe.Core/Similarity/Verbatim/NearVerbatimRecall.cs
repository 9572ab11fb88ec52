namespace LlmMiaProbe.Similarity;

/// <summary>
/// How much of a text was reproduced in long, nearly verbatim passages: nv-recall (Ahmed et al. 2026, arXiv 2601.02671).
/// </summary>
/// <remarks>
/// Matching blocks are merged where both gaps are at most 2 words and differ by at most 1; passages below the first floor
/// (20 words) are dropped. Then passages are merged where both gaps are at most 10 and differ by at most 3; passages below
/// the second floor (100 words) are dropped. Words in gaps are not matched, neither for the floors nor for the recall.
/// </remarks>
public sealed record NearVerbatimRecall
{
    /// <summary>Words of the true text.</summary>
    public required int ReferenceWords { get; init; }

    /// <summary>Words of the produced text.</summary>
    public required int GeneratedWords { get; init; }

    public required NearVerbatimFloors Floors { get; init; }

    /// <summary>The passages, in the order of both texts.</summary>
    public required IReadOnlyList<NearVerbatimSpan> Spans { get; init; }

    /// <summary>Equal words in passages.</summary>
    public int Matched => Spans.Sum(span => span.Matched);

    /// <summary>Words of the true text that are not matched.</summary>
    public int Missing => ReferenceWords - Matched;

    /// <summary>Words of the produced text that are not matched.</summary>
    public int Additional => GeneratedWords - Matched;

    /// <summary>Matched words over words of the true text, 0 to 1; 0 if it has none.</summary>
    public double Recall => ReferenceWords == 0 ? 0 : (double)Matched / ReferenceWords;

    /// <summary>The words of the longest passage.</summary>
    public int Longest => Spans.Count == 0 ? 0 : Spans.Max(span => span.Matched);

    /// <param name="reference">Words of the true text.</param>
    /// <param name="generated">Words of the produced text.</param>
    /// <param name="floors">Null for those that suit the length of the true text.</param>
    public static NearVerbatimRecall Measure(int[] reference, int[] generated, NearVerbatimFloors? floors = null)
    {
        floors ??= NearVerbatimFloors.For(reference.Length);
        var blocks = MatchingBlocks.Find(reference, generated)
            .Select(block => new NearVerbatimSpan(block.ReferenceStart, block.Length, block.GeneratedStart, block.Length, block.Length));
        var passages = Pass(blocks, widestGap: 2, largestDifference: 1, floors.First);
        return new NearVerbatimRecall
        {
            ReferenceWords = reference.Length,
            GeneratedWords = generated.Length,
            Floors = floors,
            Spans = [.. Pass(passages, widestGap: 10, largestDifference: 3, floors.Second)],
        };
    }

    private static IEnumerable<NearVerbatimSpan> Pass(IEnumerable<NearVerbatimSpan> spans, int widestGap, int largestDifference, int floor)
    {
        var merged = new List<NearVerbatimSpan>();
        foreach (var span in spans)
        {
            if (merged.Count > 0 && IsNear(merged[^1], span, widestGap, largestDifference))
            {
                merged[^1] = Join(merged[^1], span);
            }
            else
            {
                merged.Add(span);
            }
        }

        return merged.Where(span => span.Matched >= floor);
    }

    private static bool IsNear(NearVerbatimSpan before, NearVerbatimSpan after, int widestGap, int largestDifference)
    {
        var (reference, generated) = (after.ReferenceStart - before.ReferenceEnd, after.GeneratedStart - before.GeneratedEnd);
        return Math.Max(reference, generated) <= widestGap && Math.Abs(reference - generated) <= largestDifference;
    }

    private static NearVerbatimSpan Join(NearVerbatimSpan before, NearVerbatimSpan after) => new(
        before.ReferenceStart,
        after.ReferenceEnd - before.ReferenceStart,
        before.GeneratedStart,
        after.GeneratedEnd - before.GeneratedStart,
        before.Matched + after.Matched);
}

/// <summary>A passage that was reproduced nearly verbatim. Starts and lengths are words.</summary>
/// <param name="ReferenceStart">Where it begins in the true text.</param>
/// <param name="ReferenceLength">Words of the true text that it spans, gaps included.</param>
/// <param name="GeneratedStart">Where it begins in the produced text.</param>
/// <param name="GeneratedLength">Words of the produced text that it spans, gaps included.</param>
/// <param name="Matched">Equal words; the gaps hold the rest.</param>
public sealed record NearVerbatimSpan(int ReferenceStart, int ReferenceLength, int GeneratedStart, int GeneratedLength, int Matched)
{
    public int ReferenceEnd => ReferenceStart + ReferenceLength;

    public int GeneratedEnd => GeneratedStart + GeneratedLength;
}
