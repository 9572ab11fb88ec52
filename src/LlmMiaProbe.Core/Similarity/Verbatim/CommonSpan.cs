namespace LlmMiaProbe.Similarity;

/// <summary>A stretch that the true and the produced sequence have in common, symbol by symbol.</summary>
/// <param name="ReferenceStart">Where it begins in the true sequence.</param>
/// <param name="GeneratedStart">Where it begins in the produced one.</param>
/// <param name="Length">In symbols; 0 if there is none.</param>
internal readonly record struct CommonSpan(int ReferenceStart, int GeneratedStart, int Length)
{
    public int ReferenceEnd => ReferenceStart + Length;

    public int GeneratedEnd => GeneratedStart + Length;
}
