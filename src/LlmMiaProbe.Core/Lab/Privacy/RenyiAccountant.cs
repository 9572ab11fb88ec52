namespace LlmMiaProbe.Lab;

/// <summary>
/// Privacy budget of the Gaussian mechanism on Poisson-sampled documents, by Rényi divergences of whole and fractional orders
/// (Mironov, Talwar and Zhang 2019, arXiv 1908.10530), turned into epsilon as in Canonne, Kamath and Steinke 2020, proposition 12
/// (Balle et al. 2020, theorem 21). Neighbouring collections differ by one document added or removed. An upper bound: it does not
/// hold for batches that are cut from a shuffled collection instead of drawn.
/// </summary>
public static class RenyiAccountant
{
    private const double GoldenShare = 0.6180339887498949;
    private const int GoldenSteps = 40;

    /// <summary>Orders that are looked at before the neighbourhood of the best is searched; those of Google's dp_accounting.</summary>
    public static IReadOnlyList<double> Orders { get; } =
    [
        .. Enumerable.Range(1, 99).Select(x => 1 + (x / 10.0)),
        .. Enumerable.Range(11, 53),
        128,
        256,
        512,
        1024,
    ];

    /// <summary>Smallest epsilon over all orders, at least 0.</summary>
    /// <param name="rate">Probability with which a document takes part in a step, 0 to 1.</param>
    /// <param name="noise">Standard deviation of the noise over the clipping norm, above 0.</param>
    /// <param name="steps">Steps taken.</param>
    /// <param name="delta">Between 0 and 1.</param>
    public static double Epsilon(double rate, double noise, int steps, double delta)
    {
        if (steps == 0 || rate == 0)
        {
            return 0;
        }

        var step = new SampledGaussian(rate, noise);
        double At(double order) => Epsilon(order, steps * step.Divergence(order), delta);
        var found = Orders.Select(At).ToList();
        var best = found.IndexOf(found.Min());
        var refined = best == 0 || best == Orders.Count - 1 ? found[best] : SmallestBetween(Orders[best - 1], Orders[best + 1], At);
        return Math.Max(0, Math.Min(found[best], refined));
    }

    /// <inheritdoc cref="SampledGaussian.Divergence"/>
    /// <param name="rate">Probability with which a document takes part, 0 to 1.</param>
    /// <param name="noise">Standard deviation of the noise over the clipping norm, above 0.</param>
    /// <param name="order">Above 1; need not be whole.</param>
    public static double Divergence(double rate, double noise, double order) => new SampledGaussian(rate, noise).Divergence(order);

    private static double Epsilon(double order, double divergence, double delta) =>
        divergence + double.LogP1(-1 / order) - ((Math.Log(delta) + Math.Log(order)) / (order - 1));

    // Any order gives a bound that holds, so where the curve had two valleys this one would be no less true.
    private static double SmallestBetween(double low, double high, Func<double, double> curve)
    {
        var (left, right) = (high - (GoldenShare * (high - low)), low + (GoldenShare * (high - low)));
        var (atLeft, atRight) = (curve(left), curve(right));
        for (var i = 0; i < GoldenSteps; i++)
        {
            if (atLeft < atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                atLeft = curve(left = high - (GoldenShare * (high - low)));
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                atRight = curve(right = low + (GoldenShare * (high - low)));
            }
        }

        return Math.Min(atLeft, atRight);
    }
}
