using MathNet.Numerics;

namespace LlmMiaProbe.Statistics;

/// <summary>The upper tail of the standard normal distribution in natural logarithms, as far out as one asks.</summary>
internal static class NormalTail
{
    // From z = 37 on the tail itself is below the smallest double; from 30 on four terms of the series err by less than 2e-12.
    private const double Far = 30;

    /// <summary>ln Pr[Z ≥ <paramref name="z"/>]; at most 0.</summary>
    public static double LogUpper(double z)
    {
        if (z < 0)
        {
            return SpecialFunctions.Log1p(-SpecialFunctions.Erfc(-z / Math.Sqrt(2)) / 2);
        }

        if (z < Far)
        {
            return Math.Log(SpecialFunctions.Erfc(z / Math.Sqrt(2)) / 2);
        }

        // Abramowitz and Stegun 26.2.12.
        var s = 1 / (z * z);
        return (-z * z / 2) - Math.Log(z * Math.Sqrt(2 * Math.PI)) + SpecialFunctions.Log1p(-s * (1 - (3 * s * (1 - (5 * s * (1 - (7 * s)))))));
    }
}
