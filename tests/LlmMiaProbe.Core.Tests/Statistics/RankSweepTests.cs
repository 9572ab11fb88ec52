using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class RankSweepTests
{
    [Property]
    public Property Weights_count_like_repeated_documents()
    {
        var weighted = from scores in Labelled.Tied from weights in Gen.Choose(1, 4).ArrayOf(scores.Length) select (scores, weights);
        return Prop.ForAll(weighted.ToArbitrary(), x =>
        {
            var repeated = x.scores.Zip(x.weights, Enumerable.Repeat).SelectMany(s => s);
            var curve = Labelled.Curve(repeated);
            var ladder = new ScoreLadder(x.scores);
            var (members, nonMembers) = (new int[ladder.Thresholds.Count], new int[ladder.Thresholds.Count]);
            foreach (var (score, weight) in x.scores.Zip(x.weights))
            {
                (score.IsMember ? members : nonMembers)[Enumerable.Range(0, members.Length).Single(i => ladder.Thresholds[i] == score.Score)] += weight;
            }

            double[] bounds = [.01, .1, .25, .5, 1];
            var tpr = new double[bounds.Length];
            var auc = RankSweep.Run(members, nonMembers, bounds, tpr);

            Assert.Equal(curve.Auc, auc);
            Assert.Equal(bounds.Select(curve.TprAtFpr), tpr);
        });
    }

    [Fact]
    public void What_the_buffer_held_before_plays_no_part()
    {
        // The highest score is a non-member's: within either bound nothing is found.
        double[] tpr = [9, 9];
        Assert.Equal(.25, RankSweep.Run([0, 2], [1, 1], [0, .5], tpr));
        Assert.Equal([0, 0], tpr);
    }

    [Property]
    public Property Allowed_false_positives_are_the_most_whose_rate_is_within_the_bound()
    {
        var cases = from total in Gen.Choose(1, 2000) from part in Gen.Choose(0, 2000) where part <= total select (part, total);
        return Prop.ForAll(cases.ToArbitrary(), x =>
            Assert.Equal(x.part, RankSweep.AllowedFalsePositives((double)x.part / x.total, x.total)));
    }
}
