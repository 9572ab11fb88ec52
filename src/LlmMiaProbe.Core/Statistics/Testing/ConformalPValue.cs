namespace LlmMiaProbe.Statistics;

/// <summary>
/// The conformal p-value of a score among n calibration non-members, (1 + count at or above) / (n + 1). Valid if the
/// document is exchangeable with the calibration documents under the null (Bates et al. 2023, arXiv 2104.08279).
/// </summary>
internal static class ConformalPValue
{
    /// <param name="atOrAbove">Calibration scores at or above the score; a tie counts against it.</param>
    /// <param name="calibrationCount">n; with 0 the p-value is 1.</param>
    public static double Of(int atOrAbove, int calibrationCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(atOrAbove);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atOrAbove, calibrationCount);
        return (1.0 + atOrAbove) / (1.0 + calibrationCount);
    }

    /// <summary>1 / (n + 1): no document can have a smaller p-value.</summary>
    public static double Smallest(int calibrationCount) => Of(0, calibrationCount);
}
