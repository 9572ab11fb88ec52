using MathNet.Numerics;
using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// A permutation test of the difference in mean rank (ties share their mean rank; without groups this is the test of
/// Mann and Whitney 1947). The p-value (1 + permutations at or above) / (1 + permutations) is exact (Phipson and Smyth
/// 2010, arXiv 1603.05766) if the labels mean nothing: documents without a group are exchangeable with each other, so
/// are groups that lie wholly in one set, and so are the documents within a group that has some of either set. Near-duplicates
/// of one set count once.
/// </summary>
internal static class TwoSampleTest
{
    /// <summary>Permutations that are drawn unless told otherwise.</summary>
    public const int Permutations = 9999;

    // Mean ranks that are equal in whole numbers may differ in their last bits.
    private const double Slack = 1e-9;

    /// <summary>The result does not depend on the order of the documents.</summary>
    /// <param name="scores">At least one of either set; <see cref="LabelledScore.IsMember"/> marks the first, which is asked to score higher.</param>
    /// <param name="resamples">Bootstrap resamples behind the interval of Cohen's d.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="permutations">At least 1; the smallest p-value is one over one more.</param>
    /// <exception cref="ArgumentException">A set is empty, or a score is not finite.</exception>
    public static TwoSampleResult Run(IReadOnlyList<LabelledScore> scores, int resamples, int seed, int permutations = Permutations)
    {
        var documents = scores.Count;
        scores = Once(scores);
        var first = scores.Count(score => score.IsMember);
        if (first == 0 || first == scores.Count)
        {
            throw new ArgumentException("Two sets are compared only if neither is empty.", nameof(scores));
        }

        var strata = Strata(scores, out var groups);
        var observed = Difference(strata, scores.Count);
        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        var atOrAbove = 0;
        for (var i = 0; i < permutations; i++)
        {
            foreach (var stratum in strata)
            {
                random.Shuffle(stratum.IsFirst);
            }

            atOrAbove += Difference(strata, scores.Count) >= observed - Slack ? 1 : 0;
        }

        var arrangements = strata.Sum(stratum => SpecialFunctions.BinomialLn(stratum.Units.Length, stratum.IsFirst.Count(isFirst => isFirst)));
        var smallest = Math.Max(ConformalPValue.Smallest(permutations), Math.Exp(-arrangements));
        return new TwoSampleResult(
            first,
            scores.Count - first,
            groups,
            // Draws of few arrangements may meet the one at hand less often than it comes.
            Math.Max(ConformalPValue.Of(atOrAbove, permutations), smallest),
            smallest,
            EffectSize.CliffsDelta(scores),
            EffectSize.CohensD(scores, resamples, seed)) { HasCopies = scores.Count < documents };
    }

    // Near-duplicates of one set count once, by their mean: a text that was given twelve times is as exchangeable as one given once.
    private static List<LabelledScore> Once(IReadOnlyList<LabelledScore> scores)
    {
        var mixed = scores.GroupBy(score => score.Copies, StringComparer.Ordinal)
            .Where(copies => copies.Any(score => score.IsMember) && copies.Any(score => !score.IsMember)).Select(copies => copies.Key).ToHashSet(
                StringComparer.Ordinal);
        return
        [
            .. scores.Where(score => score.Copies is null),
            .. scores.Where(score => score.Copies is not null).GroupBy(score => (score.Copies, score.IsMember)).OrderBy(
                copies => copies.Key.Copies, StringComparer.Ordinal).Select(copies =>
            {
                var group = copies.First().Group;
                return new LabelledScore(
                    copies.Select(score => score.Score).Order().Mean(),
                    copies.Key.IsMember,
                    group == copies.Key.Copies && !mixed.Contains(group) ? null : group);
            }),
        ];
    }

    private static List<Stratum> Strata(IReadOnlyList<LabelledScore> scores, out int groups)
    {
        // Equal scores of one kind are interchangeable, so this order makes the result independent of the one given.
        var ordered = scores.OrderBy(score => score.Score).ThenBy(score => score.IsMember).ToList();
        var ranks = ArrayStatistics.RanksInplace([.. ordered.Select(score => score.Score)], RankDefinition.Average);
        var documents = ordered.Zip(ranks, (score, rank) => (score.Group, score.IsMember, Unit: new Unit(rank, 1))).ToList();
        var grouped = documents
            .Where(d => d.Group is not null)
            .GroupBy(d => d.Group, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToList();
        groups = grouped.Count;
        var mixed = grouped.Where(group => group.Any(d => d.IsMember) && group.Any(d => !d.IsMember)).ToList();
        var whole = grouped.Except(mixed).Select(group => (group.First().IsMember, Unit: new Unit(group.Sum(d => d.Unit.RankSum), group.Count())));
        var lone = documents.Where(d => d.Group is null).Select(d => (d.IsMember, d.Unit));
        return
        [
            .. mixed.Select(group => Stratum.Of(group.Select(d => (d.IsMember, d.Unit)))).Append(Stratum.Of(whole)).Append(Stratum.Of(lone)),
        ];
    }

    private static double Difference(List<Stratum> strata, int documents)
    {
        var (sum, count) = (0.0, 0);
        foreach (var stratum in strata)
        {
            var (units, isFirst) = (stratum.Units, stratum.IsFirst);
            for (var i = 0; i < units.Length; i++)
            {
                if (isFirst[i])
                {
                    sum += units[i].RankSum;
                    count += units[i].Documents;
                }
            }
        }

        var total = documents * (documents + 1.0) / 2;
        return (sum / count) - ((total - sum) / (documents - count));
    }

    private readonly record struct Unit(double RankSum, int Documents);

    private sealed record Stratum(Unit[] Units, bool[] IsFirst)
    {
        public static Stratum Of(IEnumerable<(bool IsFirst, Unit Unit)> units)
        {
            var list = units.ToList();
            return new Stratum([.. list.Select(unit => unit.Unit)], [.. list.Select(unit => unit.IsFirst)]);
        }
    }
}
