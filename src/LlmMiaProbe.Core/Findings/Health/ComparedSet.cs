namespace LlmMiaProbe.Findings.Health;

/// <summary>One of the sets that are compared, while it is read.</summary>
internal sealed class ComparedSet
{
    public TraitsSample Sample { get; } = new();

    public NgramSketch Ngrams { get; } = new();
}
