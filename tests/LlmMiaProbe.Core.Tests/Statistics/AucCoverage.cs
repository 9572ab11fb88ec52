using LlmMiaProbe.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

/// <summary>How often the interval of an AUC holds the true one, of normal scores whose AUC is known in closed form.</summary>
internal static class AucCoverage
{
    /// <param name="members">How many members.</param>
    /// <param name="nonMembers">How many non-members.</param>
    /// <param name="spread">Standard deviation of members; that of non-members is 1.</param>
    /// <param name="auc">The true one: Φ(shift / √(1 + spread²)).</param>
    /// <param name="trials">How often.</param>
    public static NullShare Independent(int members, int nonMembers, double spread, double auc, int trials)
    {
        var random = new Xoshiro256StarStar(members + (nonMembers * 7) + (int)(auc * 1000), threadSafe: false);
        var shift = Normal.InvCDF(0, 1, auc) * Math.Sqrt(1 + (spread * spread));
        var covered = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            covered += Holds(AucEstimate.Of([.. Draw(true, members, shift, spread), .. Draw(false, nonMembers, 0, 1)]), auc) ? 1 : 0;
        }

        return new NullShare(covered, trials);

        IEnumerable<LabelledScore> Draw(bool isMember, int count, double mean, double deviation) =>
            Enumerable.Range(0, count).Select(_ => new LabelledScore(Normal.Sample(random, mean, deviation), isMember)).ToArray();
    }

    /// <summary>Documents of one group share 30% of their variance; a group has one label, or both by turns.</summary>
    /// <returns>Of the interval by groups, of its part in the logit alone, and of the interval that takes no notice of groups.</returns>
    public static (NullShare ByGroup, NullShare ByLogit, NullShare ByDocument) Grouped(int groups, int size, bool mixed, double auc, int trials)
    {
        const double Shared = .3;
        var random = new Xoshiro256StarStar(groups + size + (int)(auc * 1000), threadSafe: false);
        var shift = Normal.InvCDF(0, 1, auc) * Math.Sqrt(2);
        var (byGroup, byLogit, byDocument) = (0, 0, 0);
        for (var trial = 0; trial < trials; trial++)
        {
            LabelledScore[] scores = [.. Enumerable.Range(0, groups).SelectMany(group =>
            {
                var level = Normal.Sample(random, 0, Math.Sqrt(Shared));
                return Enumerable.Range(0, size).Select(i =>
                {
                    var isMember = (mixed ? i : group) % 2 == 0;
                    return new LabelledScore(Normal.Sample(random, level + (isMember ? shift : 0), Math.Sqrt(1 - Shared)), isMember, $"g{group}");
                }).ToArray();
            })];
            byGroup += Holds(AucEstimate.Of(scores), auc) ? 1 : 0;
            byLogit += Holds(Logit(scores), auc) ? 1 : 0;
            byDocument += Holds(AucEstimate.Of([.. scores.Select(score => score with { Group = null })]), auc) ? 1 : 0;
        }

        return (new NullShare(byGroup, trials), new NullShare(byLogit, trials), new NullShare(byDocument, trials));
    }

    private static Estimate Logit(LabelledScore[] scores)
    {
        bool[] labels = [.. scores.Select(score => score.IsMember)];
        var placements = Placements.Of([.. scores.Select(score => score.Score)], labels);
        var value = placements.Where((_, i) => labels[i]).Average();
        var variance = AucVariance.Of(placements, labels, [.. scores.Select(score => score.Group)]);
        var interval = AucInterval.LogitT(value, variance.Value, variance.Freedom) ?? new Interval(0, 1);
        return new Estimate(value, interval.Low, interval.High);
    }

    private static bool Holds(Estimate estimate, double auc) => estimate.Low <= auc && estimate.High >= auc;
}
