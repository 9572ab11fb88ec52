using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>What a bootstrap over few units has to make up for.</summary>
internal static class FewUnits
{
    private const double LowerTail = 0.025;
    private const double UpperTail = 0.975;

    /// <summary>
    /// Factor, at least 1, by which percentiles of draws of so many units are too close to each other: their spread is that of a
    /// variance divided by G and judged by the normal distribution, where G - 1 and Student's t would be right (Cameron, Gelbach
    /// and Miller 2008, Review of Economics and Statistics 90).
    /// </summary>
    public static double Widening(int units)
    {
        // A single unit says nothing of how units differ; the note says so.
        double groups = Math.Max(2, units);
        return StudentT.InvCDF(0, 1, groups - 1, UpperTail) / Normal.InvCDF(0, 1, UpperTail) * Math.Sqrt(groups / (groups - 1));
    }

    /// <summary>The middle 95% of sorted draws, moved away from their median by the factor, within limits.</summary>
    public static Interval Middle(double[] sorted, double widening, double least, double most)
    {
        var middle = SortedArrayStatistics.Median(sorted);
        double Drawn(double tail) => Math.Clamp(middle + (widening * (SortedArrayStatistics.Quantile(sorted, tail) - middle)), least, most);
        return new Interval(Drawn(LowerTail), Drawn(UpperTail));
    }
}
