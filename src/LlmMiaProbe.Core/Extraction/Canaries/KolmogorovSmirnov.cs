namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>
/// Goodness of fit of a distribution whose parameters come from the sample itself. The bound at 5% is that of Stephens (1974)
/// for a normal distribution with fitted mean and variance; the usual table is made for given parameters and would let
/// nearly everything pass. With one fitted parameter more the true bound is a little lower still.
/// </summary>
/// <param name="Distance">Largest difference between the sample's and the fitted distribution function.</param>
/// <param name="Bound">Distance that a fit exceeds in about 5% of samples.</param>
public readonly record struct KolmogorovSmirnov(double Distance, double Bound)
{
    public bool IsRejected => Distance > Bound;

    /// <param name="sample">At least one value.</param>
    /// <param name="cdf">The fitted distribution function.</param>
    public static KolmogorovSmirnov Of(IReadOnlyList<double> sample, Func<double, double> cdf)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sample.Count);
        var (n, distance) = (sample.Count, 0.0);
        foreach (var (rank, value) in sample.Order().Index())
        {
            var probability = cdf(value);
            distance = Math.Max(distance, Math.Max(probability - ((double)rank / n), ((rank + 1.0) / n) - probability));
        }

        return new KolmogorovSmirnov(distance, 0.895 / (Math.Sqrt(n) - 0.01 + (0.85 / Math.Sqrt(n))));
    }
}
