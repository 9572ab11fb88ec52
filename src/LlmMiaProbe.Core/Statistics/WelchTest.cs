using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>Welch's t-test (1947) of two means without equal variances.</summary>
internal static class WelchTest
{
    /// <summary>The one-sided p-value of the mean of <paramref name="first"/> being larger; 1 if neither side varies at all.</summary>
    /// <param name="first">At least 2 values.</param>
    /// <param name="second">At least 2 values.</param>
    public static double Larger(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var (a, b) = (first.Variance() / first.Count, second.Variance() / second.Count);
        if (a + b == 0)
        {
            return 1;
        }

        var t = (first.Mean() - second.Mean()) / Math.Sqrt(a + b);
        var freedom = (a + b) * (a + b) / ((a * a / (first.Count - 1)) + (b * b / (second.Count - 1)));
        return StudentT.CDF(0, 1, freedom, -t);
    }
}
