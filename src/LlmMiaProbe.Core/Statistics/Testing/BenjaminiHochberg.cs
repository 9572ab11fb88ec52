namespace LlmMiaProbe.Statistics;

/// <summary>
/// Control of the false discovery rate (Benjamini and Hochberg 1995). Conformal p-values that share one calibration set
/// depend on each other in the way that the procedure allows (Bates et al. 2023, arXiv 2104.08279).
/// </summary>
internal static class BenjaminiHochberg
{
    /// <summary>Conformal p-values often meet the bound exactly, and the product must not miss it by a rounding error.</summary>
    private const double Slack = 1 + 1e-12;

    /// <summary>
    /// Adjusted p-values in the order given: the smallest q at which each would be rejected, min over m ≥ rank of
    /// count · p(m) / m, at most 1.
    /// </summary>
    /// <exception cref="ArgumentException">A p-value is not within 0 and 1.</exception>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        if (pValues.Any(p => p is not (>= 0 and <= 1)))
        {
            throw new ArgumentException("A p-value lies between 0 and 1.", nameof(pValues));
        }

        var adjusted = new double[pValues.Count];
        var order = Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]).ToArray();
        var smallest = 1.0;
        for (var rank = order.Length; rank >= 1; rank--)
        {
            var index = order[rank - 1];
            smallest = Math.Min(smallest, pValues[index] * order.Length / rank);
            adjusted[index] = smallest;
        }

        return adjusted;
    }

    /// <summary>Which p-values are discoveries at false discovery rate <paramref name="q"/>, in the order given.</summary>
    /// <param name="pValues">Each within 0 and 1.</param>
    /// <param name="q">Between 0 and 1, exclusive.</param>
    /// <exception cref="ArgumentException">A p-value or the rate is out of range.</exception>
    public static bool[] Reject(IReadOnlyList<double> pValues, double q)
    {
        if (q is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(q), q, "A false discovery rate lies between 0 and 1.");
        }

        return [.. Adjust(pValues).Select(p => p <= q * Slack)];
    }
}
