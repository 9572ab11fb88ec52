using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>The documents under test against the calibration non-members, as collections. Kept as JSON.</summary>
public sealed record CollectionEvaluation
{
    /// <summary>The attack whose scores are compared.</summary>
    public required string Attack { get; init; }

    /// <summary>Null if a collection has no score by that attack.</summary>
    public TwoSampleResult? Scores { get; init; }

    /// <summary>Attacks that dataset inference rests on: those with a score for every document.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Null for the reason given.</summary>
    public DatasetInferenceResult? Inference { get; init; }

    /// <summary>Why there is no dataset inference, as a sentence; null if there is one.</summary>
    public string? Reason { get; init; }
}
