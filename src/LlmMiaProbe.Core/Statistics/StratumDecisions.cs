namespace LlmMiaProbe.Statistics;

/// <summary>What was found in one stratum, counting documents that have a score.</summary>
/// <param name="Name">See <see cref="TestStratum"/>.</param>
/// <param name="Tested">Documents under test.</param>
/// <param name="Calibration">Calibration non-members.</param>
/// <param name="SmallestPValue">No document of the stratum can have a smaller p-value.</param>
/// <param name="Discoveries">Documents found.</param>
public sealed record StratumDecisions(string Name, int Tested, int Calibration, double SmallestPValue, int Discoveries);
