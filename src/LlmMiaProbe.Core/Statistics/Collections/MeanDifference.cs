using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// Whether paired differences are above zero on average, by a percentile bootstrap of their mean (Efron 1979), as in Golchin
/// and Surdeanu (2023, arXiv 2308.08493).
/// </summary>
/// <param name="Mean">With its 95% interval.</param>
/// <param name="PValue">One-sided: (1 + resamples with a mean of at most 0) / (1 + resamples).</param>
/// <param name="Count">Differences.</param>
public sealed record MeanDifference(Estimate Mean, double PValue, int Count)
{
    /// <param name="differences">Finite, at least two.</param>
    /// <param name="resamples">At least 1; 10,000 in the paper.</param>
    /// <param name="seed">The run's seed.</param>
    /// <returns>Null for fewer than two differences.</returns>
    public static MeanDifference? Of(IReadOnlyList<double> differences, int resamples, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (differences.Count < 2)
        {
            return null;
        }

        // The result does not depend on the order of the documents.
        double[] sorted = [.. differences.Order()];
        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        var (means, atMostZero) = (new double[resamples], 0);
        for (var i = 0; i < resamples; i++)
        {
            var sum = 0.0;
            for (var drawn = 0; drawn < sorted.Length; drawn++)
            {
                sum += sorted[random.Next(sorted.Length)];
            }

            means[i] = sum / sorted.Length;
            atMostZero += means[i] <= 0 ? 1 : 0;
        }

        Array.Sort(means);
        return new MeanDifference(
            new Estimate(sorted.Mean(), SortedArrayStatistics.Quantile(means, 0.025), SortedArrayStatistics.Quantile(means, 0.975)),
            (1.0 + atMostZero) / (1.0 + resamples),
            sorted.Length);
    }
}
