using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Comparisons;

/// <summary>What changed from one run to another over the documents of both.</summary>
public sealed record RunComparison
{
    public required RunRecord Earlier { get; init; }

    public required RunRecord Later { get; init; }

    public required PairingCounts Pairing { get; init; }

    /// <summary>Headline attacks first, then the highest AUC of the later run; empty of extraction runs.</summary>
    public IReadOnlyList<AttackChange> Attacks { get; init; } = [];

    /// <summary>Attacks of one run only, spelled out.</summary>
    public IReadOnlyList<string> Uncompared { get; init; } = [];

    /// <summary>Which of the two runs lacks them, why, and what to do about it, as sentences.</summary>
    public IReadOnlyList<string> UncomparedReasons { get; init; } = [];

    /// <summary>One a threshold, descending; empty of membership runs.</summary>
    public IReadOnlyList<CoverageChange> Coverage { get; init; } = [];

    /// <summary>How the intervals of <see cref="Coverage"/> were made, or why there are none; null of membership runs.</summary>
    public string? CoverageIntervals { get; init; }

    /// <summary>One of membership runs if both decided by the same attack, one a threshold of extraction runs.</summary>
    public IReadOnlyList<ExposureChange> Exposure { get; init; } = [];

    /// <summary>Why <see cref="Exposure"/> is empty, as a sentence.</summary>
    public string? ExposureReason { get; init; }

    /// <summary>What else differs between the runs than the model under test, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
