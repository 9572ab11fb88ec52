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
            covered += Holds(AucEstimate.Of(Labelled.From(Draw(members, shift, spread), Draw(nonMembers, 0, 1))), auc) ? 1 : 0;
        }

        return new NullShare(covered, trials);

        IEnumerable<double> Draw(int count, double mean, double deviation) => [.. Enumerable.Range(0, count).Select(_ => Normal.Sample(random, mean, deviation))];
    }

    /// <summary>Documents of one group share 30% of their variance; a group has one label, or both by turns.</summary>
    public static (NullShare ByGroup, NullShare ByDocument) Grouped(int groups, int size, bool mixed, double auc, int trials)
    {
        const double Shared = .3;
        var random = new Xoshiro256StarStar(groups + size + (int)(auc * 1000), threadSafe: false);
        var shift = Normal.InvCDF(0, 1, auc) * Math.Sqrt(2);
        var (byGroup, byDocument) = (0, 0);
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
            byDocument += Holds(AucEstimate.Of([.. scores.Select(score => score with { Group = null })]), auc) ? 1 : 0;
        }

        return (new NullShare(byGroup, trials), new NullShare(byDocument, trials));
    }

    private static bool Holds(Estimate estimate, double auc) => estimate.Low <= auc && estimate.High >= auc;
}
