namespace LlmMiaProbe.Statistics;

/// <summary>What one attack finds among the tested documents. Kept as JSON.</summary>
public sealed record AttackDecisions
{
    /// <summary>The attack's id with its parameters spelled out.</summary>
    public required string Attack { get; init; }

    /// <summary>Tested documents that have a score.</summary>
    public required int Tested { get; init; }

    /// <summary>Tested documents that have none, and so no p-value.</summary>
    public required int WithoutScore { get; init; }

    /// <summary>Calibration non-members that have a score, of all strata.</summary>
    public required int Calibration { get; init; }

    /// <summary>Documents found.</summary>
    public required int Discoveries { get; init; }

    /// <summary>The smallest p-value that any tested document could have had.</summary>
    public required double SmallestPValue { get; init; }

    /// <summary>Whether declared groups of calibration documents count as one.</summary>
    public bool HasDeclaredUnits { get; init; }

    /// <summary>Tested documents for which calibration documents are left out, because they are their near-duplicates.</summary>
    public int WithCopiesInCalibration { get; init; }

    public required IReadOnlyList<StratumDecisions> Strata { get; init; }
}
