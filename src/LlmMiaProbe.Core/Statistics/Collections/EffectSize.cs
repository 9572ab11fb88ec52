using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>How far two sets of scores lie apart.</summary>
internal static class EffectSize
{
    /// <summary>Documents, or groups, of either set that Cohen's d takes.</summary>
    public const int FewestForD = 8;

    private const double FurthestForD = 100;

    /// <summary>
    /// Cliff's δ (1993): how much likelier the first set is to score above the second than below; 2 · AUC - 1, -1 to 1, with the interval
    /// of <see cref="AucInterval"/>.
    /// </summary>
    /// <param name="scores">At least one of either set; <see cref="LabelledScore.IsMember"/> marks the first.</param>
    public static Estimate CliffsDelta(IReadOnlyList<LabelledScore> scores)
    {
        var auc = AucEstimate.Of(scores);
        return new Estimate((2 * auc.Value) - 1, (2 * auc.Low) - 1, (2 * auc.High) - 1);
    }

    /// <summary>
    /// Cohen's d (1988): the difference of the means in pooled standard deviations, with a percentile bootstrap interval by
    /// document or group (see <see cref="Bootstrap"/>). Null if no score differs from its set's mean; with fewer than <see cref="FewestForD"/>
    /// documents or groups of a set, of which a bootstrap draws too many alike; and if a score lies further than <see cref="FurthestForD"/>
    /// times the middle half's width from the median (or that has no width), since a mean and a deviation then speak of that score alone.
    /// </summary>
    /// <param name="scores">At least one of either set; <see cref="LabelledScore.IsMember"/> marks the first.</param>
    /// <param name="resamples">At least 1.</param>
    /// <param name="seed">The run's seed.</param>
    public static Estimate? CohensD(IReadOnlyList<LabelledScore> scores, int resamples, int seed)
    {
        var ladder = new ScoreLadder(scores);
        var resampler = Bootstrap.ChooseResampler(ladder);
        var (first, second) = (new int[ladder.Thresholds.Count], new int[ladder.Thresholds.Count]);
        for (var i = 0; i < ladder.Documents.Count; i++)
        {
            (ladder.Documents[i].IsMember ? first : second)[ladder.Rungs[i]]++;
        }

        if (LabelledScore.FewestUnits(scores) < FewestForD || HasOutliers(scores) || Difference(ladder.Thresholds, first, second) is not { } value)
        {
            return null;
        }

        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        var drawn = new List<double>(resamples);
        for (var i = 0; i < resamples; i++)
        {
            resampler.Draw(random, first, second);
            drawn.AddRange(Difference(ladder.Thresholds, first, second) is { } d ? [d] : []);
        }

        drawn.Sort();
        return drawn.Count == 0
            ? null
            : new Estimate(value, SortedArrayStatistics.Quantile([.. drawn], 0.025), SortedArrayStatistics.Quantile([.. drawn], 0.975));
    }

    private static bool HasOutliers(IReadOnlyList<LabelledScore> scores)
    {
        double[] sorted = [.. scores.Select(score => score.Score).Order()];
        var width = SortedArrayStatistics.Quantile(sorted, 0.75) - SortedArrayStatistics.Quantile(sorted, 0.25);
        var median = SortedArrayStatistics.Median(sorted);
        return Math.Max(sorted[^1] - median, median - sorted[0]) > FurthestForD * width;
    }

    private static double? Difference(IReadOnlyList<double> scores, int[] first, int[] second)
    {
        var (a, b) = (Moments(scores, first), Moments(scores, second));
        var pooled = (a.Squares + b.Squares) / (a.Count + b.Count - 2);
        return pooled > 0 && double.IsFinite(pooled) ? (a.Mean - b.Mean) / Math.Sqrt(pooled) : null;
    }

    private static (double Count, double Mean, double Squares) Moments(IReadOnlyList<double> scores, int[] weights)
    {
        var (count, sum, squares) = (0.0, 0.0, 0.0);
        for (var i = 0; i < weights.Length; i++)
        {
            count += weights[i];
            sum += weights[i] * scores[i];
        }

        for (var i = 0; i < weights.Length; i++)
        {
            squares += weights[i] * (scores[i] - (sum / count)) * (scores[i] - (sum / count));
        }

        return (count, sum / count, squares);
    }
}
