using MathNet.Numerics;
using MathNet.Numerics.Integration;

namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>The skew-normal distribution (Azzalini 1985), density 2/ω φ(z) Φ(αz) with z = (x - ξ)/ω.</summary>
/// <param name="Location">ξ.</param>
/// <param name="Scale">ω, above 0.</param>
/// <param name="Shape">α; 0 is the normal distribution.</param>
public sealed record SkewNormal(double Location, double Scale, double Shape)
{
    // The largest skewness of the family is 0.9953, where the shape is infinite.
    private const double LargestSkewness = 0.99;

    private const int Nodes = 20;

    /// <summary>
    /// The distribution with the mean, variance and skewness of a sample (method of moments; a skewness beyond what the
    /// family can have is taken as ±0.99).
    /// </summary>
    /// <returns>Null for fewer than 8 values or values without variance.</returns>
    public static SkewNormal? Fit(IReadOnlyList<double> sample)
    {
        if (sample.Count < 8)
        {
            return null;
        }

        var mean = sample.Average();
        var variance = sample.Average(value => (value - mean) * (value - mean));
        if (!(variance > 1e-12 * Math.Max(1, mean * mean)))
        {
            return null;
        }

        var skewness = Math.Clamp(sample.Average(value => Math.Pow((value - mean) / Math.Sqrt(variance), 3)), -LargestSkewness, LargestSkewness);
        var power = Math.Pow(Math.Abs(skewness), 2.0 / 3);
        var delta = Math.CopySign(Math.Sqrt(Math.PI / 2 * power / (power + Math.Pow((4 - Math.PI) / 2, 2.0 / 3))), skewness);
        var scale = Math.Sqrt(variance / (1 - (2 * delta * delta / Math.PI)));
        return new SkewNormal(mean - (scale * delta * Math.Sqrt(2 / Math.PI)), scale, delta / Math.Sqrt(1 - (delta * delta)));
    }

    public double Cdf(double x) => Math.Exp(LogCdf(x));

    /// <summary>
    /// log P(X ≤ x), nats. Integrated from x downwards instead of taken from Owen's T, whose difference from Φ loses all
    /// digits in the tail that matters here; good to 9 digits also where the probability itself is too small for a double.
    /// </summary>
    public double LogCdf(double x)
    {
        // Further right nothing is left to add.
        var z = Math.Min((x - Location) / Scale, 40);
        var top = z <= Mode() ? LogDensity(z) : LogDensity(Mode());
        var slope = Math.Abs(LogDensity(z) - LogDensity(z - 1e-3)) / 1e-3;
        var widest = 2 / (4 + Math.Abs(Shape));
        var width = Math.Min(widest, 1 / (1 + slope));
        var (sum, end) = (0.0, z);
        while (true)
        {
            var part = GaussLegendreRule.Integrate(t => Math.Exp(LogDensity(t) - top), end - width, end, Nodes);
            sum += part;
            end -= width;
            if (end < Mode() && part < 1e-13 * sum)
            {
                return top + Math.Log(Math.Min(sum, Math.Exp(-top)));
            }

            width = Math.Min(widest, 2 * width);
        }
    }

    /// <summary>Of the standardised variable.</summary>
    private double LogDensity(double z) => (0.5 * Math.Log(2 / Math.PI)) - (z * z / 2) + LogNormalCdf(Shape * z);

    /// <summary>A point left of which the density only falls: the mode lies between 0 and the sign of the shape times 0.8.</summary>
    private double Mode() => Shape < 0 ? -0.8 : 0;

    private static double LogNormalCdf(double z)
    {
        if (z > -20)
        {
            return Math.Log(0.5 * SpecialFunctions.Erfc(-z / Math.Sqrt(2)));
        }

        // Mills' ratio as an asymptotic series, good to 1e-12 from here on.
        var inverse = 1 / (z * z);
        return (-z * z / 2) - (0.5 * Math.Log(2 * Math.PI)) - Math.Log(-z)
            + Math.Log(1 - (inverse * (1 - (3 * inverse * (1 - (5 * inverse * (1 - (7 * inverse))))))));
    }
}
