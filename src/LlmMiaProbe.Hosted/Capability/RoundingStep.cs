namespace LlmMiaProbe.Hosted.Capability;

/// <summary>Finds whether numbers were rounded.</summary>
internal static class RoundingStep
{
    /// <summary>With fewer values nothing is said.</summary>
    public const int FewestValues = 12;

    private const double Tolerance = 1e-9;

    private static readonly double[] s_steps = [1, 0.5, 0.25, 0.1, 0.05, 0.01, 0.005, 0.001, 0.0005, 0.0001];

    /// <summary>The largest usual step that all values other than 0 are multiples of; null if there is none, or too few to tell.</summary>
    public static double? Find(IEnumerable<double> values)
    {
        List<double> seen = [.. values.Where(value => value != 0)];
        return seen.Count < FewestValues
            ? null
            : s_steps.Where(step => seen.TrueForAll(value => IsMultiple(value, step))).Select(step => (double?)step).FirstOrDefault();
    }

    // Single precision on the way leaves an error that grows with the value.
    private static bool IsMultiple(double value, double step) =>
        Math.Abs((value / step) - Math.Round(value / step)) <= Math.Max(Tolerance, Math.Abs(value) * 1e-7 / step);
}
