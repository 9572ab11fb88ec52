namespace LlmMiaProbe.Statistics;

/// <summary>What was found in one stratum, counting documents that have a score.</summary>
/// <param name="Name">See <see cref="TestStratum"/>.</param>
/// <param name="Tested">Documents under test.</param>
/// <param name="Calibration">Calibration non-members.</param>
/// <param name="SmallestPValue">No document of the stratum can have a smaller p-value.</param>
/// <param name="Discoveries">Documents found.</param>
public sealed record StratumDecisions(string Name, int Tested, int Calibration, double SmallestPValue, int Discoveries)
{
    /// <summary>Tested documents, near-duplicates once; null in results of earlier versions.</summary>
    public int? TestedUnits { get; init; }

    /// <summary>Calibration non-members, those that depend on each other once; null in results of earlier versions.</summary>
    public int? CalibrationUnits { get; init; }

    /// <summary>Documents found, near-duplicates once; null in results of earlier versions.</summary>
    public int? DiscoveredUnits { get; init; }
}
