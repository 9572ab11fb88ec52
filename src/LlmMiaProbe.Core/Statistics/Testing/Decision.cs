namespace LlmMiaProbe.Statistics;

/// <summary>Where one tested document stands under one attack.</summary>
/// <param name="PValue">Conformal p-value among the calibration non-members of its stratum.</param>
/// <param name="AdjustedPValue">Smallest false discovery rate at which it would be found (Benjamini-Hochberg over all tested documents).</param>
/// <param name="IsDiscovery">Whether that is within the rate of the design.</param>
public readonly record struct Decision(double PValue, double AdjustedPValue, bool IsDiscovery);
