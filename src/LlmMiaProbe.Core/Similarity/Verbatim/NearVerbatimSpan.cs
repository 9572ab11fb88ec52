namespace LlmMiaProbe.Similarity;

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
