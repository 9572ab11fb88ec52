using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>Whether two attacks order documents alike, whatever the scales of their scores.</summary>
public static class RankCorrelation
{
    /// <summary>
    /// Spearman's rank correlation, -1 to 1, ties sharing their mean rank; null for fewer than two documents, or if one of
    /// the two scores all of them alike.
    /// </summary>
    /// <param name="first">Finite scores.</param>
    /// <param name="second">Scores of the same documents, in the same order.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double? Spearman(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (first.Count != second.Count)
        {
            throw new ArgumentException($"There are {first.Count} and {second.Count} scores; a correlation needs pairs.", nameof(second));
        }

        if (first.Distinct().Take(2).Count() < 2 || second.Distinct().Take(2).Count() < 2)
        {
            return null;
        }

        return Math.Clamp(
            Correlation.Pearson(
                ArrayStatistics.RanksInplace([.. first], RankDefinition.Average), ArrayStatistics.RanksInplace([.. second], RankDefinition.Average)),
            -1,
            1);
    }
}
