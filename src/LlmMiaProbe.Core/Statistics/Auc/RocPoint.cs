namespace LlmMiaProbe.Statistics;

/// <summary>What calling every document that scores at or above the threshold a member would give.</summary>
/// <param name="Threshold">Positive infinity for the first point, where nothing is called a member.</param>
/// <param name="FalsePositives">Non-members at or above the threshold.</param>
/// <param name="TruePositives">Members at or above the threshold.</param>
/// <param name="FalsePositiveRate">Share of all non-members, 0 to 1.</param>
/// <param name="TruePositiveRate">Share of all members, 0 to 1.</param>
public readonly record struct RocPoint(
    double Threshold,
    int FalsePositives,
    int TruePositives,
    double FalsePositiveRate,
    double TruePositiveRate);
