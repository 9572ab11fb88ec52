using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Findings.Health;

/// <summary>What the documents of a run say about its results before any model is asked. Kept as JSON.</summary>
public sealed record DataHealth
{
    /// <summary>Labelled members against labelled non-members; null if a label has no document.</summary>
    public SetComparison? Labels { get; init; }

    /// <summary>Documents under test against calibration non-members; null if these are the same sets, or one is empty.</summary>
    public SetComparison? Calibration { get; init; }

    /// <summary>Calibration documents count as non-members.</summary>
    public required DuplicateReport Duplicates { get; init; }

    /// <summary>Ordinals of near-duplicates by the rule of <see cref="CopyFinder"/>; null in results of earlier versions.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Copies { get; init; }
}
