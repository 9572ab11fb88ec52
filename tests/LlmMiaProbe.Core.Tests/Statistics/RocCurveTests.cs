using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class RocCurveTests
{
    [Fact]
    public void The_tf_privacy_losses_give_thirty_of_thirty_six()
    {
        double[] trainLosses = [.1, .2, 1.3, .4, .5, .6];
        double[] testLosses = [1.1, 1.2, 1.3, .4, 1.5, 1.6];

        var curve = Labelled.Curve(Labelled.From(trainLosses.Select(x => -x), testLosses.Select(x => -x)));

        Assert.Equal(30.0 / 36, curve.Auc, 15);
    }

    [Fact]
    public void The_leakpro_vectors_are_reproduced()
    {
        var curve = Labelled.Curve(Labelled.FromLabels([0, 1, 1, 1, 0, 0], [.1, .2, .3, .4, .5, .6]));

        Assert.Equal([double.PositiveInfinity, .6, .5, .4, .3, .2, .1], curve.Points.Select(p => p.Threshold));
        Assert.Equal([0, 1, 2, 2, 2, 2, 3], curve.Points.Select(p => p.FalsePositives));
        Assert.Equal([0, 1.0 / 3, 2.0 / 3, 2.0 / 3, 2.0 / 3, 2.0 / 3, 1], curve.Points.Select(p => p.FalsePositiveRate));
        Assert.Equal([0, 0, 0, 1.0 / 3, 2.0 / 3, 1, 1], curve.Points.Select(p => p.TruePositiveRate));
        Assert.Equal(1.0 / 3, curve.Auc, 15);
    }

    [Theory]
    [InlineData(new[] { 1, 0, 1, 1 }, new[] { .35, .3, .33, .6 }, .001, 0, 1, .33)]
    [InlineData(new[] { 1, 0, 1, 1, 1, 0 }, new[] { .35, .33, .32, .6, .6, .2 }, 0, 0, .75, .35)]
    [InlineData(new[] { 1, 0, 1, 1, 1, 0 }, new[] { .35, .33, .32, .6, .6, .2 }, .5, .5, 1, .32)]
    public void The_art_worst_cases_are_reproduced_with_their_thresholds(
        int[] labels, double[] scores, double bound, double fpr, double tpr, double threshold)
    {
        var point = Labelled.Curve(Labelled.FromLabels(labels, scores)).At(bound);

        Assert.Equal((fpr, tpr, threshold), (point.FalsePositiveRate, point.TruePositiveRate, point.Threshold));
    }

    [Fact]
    public void Of_points_with_the_same_tpr_the_one_with_the_lowest_fpr_counts()
    {
        // The highest score is a non-member's, so that one false positive of three buys nothing.
        var nothing = Labelled.Curve(Labelled.FromLabels([0, 1, 1, 1, 0, 0], [.1, .2, .3, .4, .5, .6])).At(.5);
        Assert.Equal((double.PositiveInfinity, 0, 0), (nothing.Threshold, nothing.FalsePositives, nothing.TruePositives));

        var all = Labelled.Curve(Labelled.From([3.0, 4], [1.0, 2])).At(1);
        Assert.Equal((3, 0, 2), (all.Threshold, all.FalsePositives, all.TruePositives));
    }

    [Theory]
    [InlineData(new[] { 0, 0, 1, 1 }, new[] { .1, .4, .35, .8 }, .75)]
    [InlineData(new[] { 1, 0, 1, 0 }, new[] { 1.0, 0, 1, 0 }, 1)]
    public void The_fast_mia_aucs_are_reproduced(int[] labels, double[] scores, double auc) =>
        Assert.Equal(auc, Labelled.Curve(Labelled.FromLabels(labels, scores)).Auc);

    [Fact]
    public void The_fast_mia_operating_points_are_reproduced()
    {
        var curve = Labelled.Curve(Labelled.FromLabels([1, 0, 1, 0], [1, 0, 1, 0]));

        Assert.Equal(1, curve.TprAtFpr(.05));
        Assert.Equal(0, curve.Points.Where(p => p.TruePositiveRate >= .95).Min(p => p.FalsePositiveRate));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_label_alone_has_no_curve(bool isMember)
    {
        Assert.False(RocCurve.TryCreate([new(1, isMember), new(2, isMember)], out var curve));
        Assert.Null(curve);
        Assert.False(RocCurve.TryCreate([], out _));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_score_that_is_not_finite_is_refused(double score) =>
        Assert.Throws<ArgumentException>(() => RocCurve.TryCreate([new(score, true), new(0, false)], out _));

    [Theory]
    [InlineData(-.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_bound_outside_zero_and_one_is_refused(double bound) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Labelled.Curve(Labelled.From([1], [0])).TprAtFpr(bound));

    [Fact]
    public void A_bound_met_exactly_is_met()
    {
        // Ten of a hundred non-members, and every member, are at or above 90.
        var curve = Labelled.Curve(Labelled.From([90.0, 95], Enumerable.Range(0, 100).Select(i => (double)i)));

        Assert.Equal(1, curve.TprAtFpr(.1));
        Assert.Equal(.5, curve.TprAtFpr(.0999));
    }

    [Property]
    public Property Auc_equals_the_share_of_pairs_won_with_ties_at_half() => Prop.ForAll(Labelled.Tied.ToArbitrary(), scores =>
    {
        var pairs = from member in scores.Where(s => s.IsMember)
                    from other in scores.Where(s => !s.IsMember)
                    select member.Score > other.Score ? 1.0 : member.Score == other.Score ? .5 : 0;
        Assert.Equal(pairs.Average(), Labelled.Curve(scores).Auc, 12);
    });

    [Property]
    public Property Auc_is_the_area_under_the_points() => Prop.ForAll(Labelled.Tied.ToArbitrary(), scores =>
    {
        var curve = Labelled.Curve(scores);
        var area = curve.Points.Zip(curve.Points.Skip(1), (a, b) =>
            (b.FalsePositiveRate - a.FalsePositiveRate) * (a.TruePositiveRate + b.TruePositiveRate) / 2).Sum();
        Assert.Equal(area, curve.Auc, 12);
    });

    [Property]
    public Property Every_point_is_what_its_threshold_gives() => Prop.ForAll(Labelled.Tied.ToArbitrary(), scores =>
    {
        var curve = Labelled.Curve(scores);
        Assert.Equal(scores.Select(s => s.Score).Distinct().OrderDescending().Prepend(double.PositiveInfinity), curve.Points.Select(p => p.Threshold));
        foreach (var point in curve.Points)
        {
            Assert.Equal(scores.Where(s => !s.IsMember).Average(s => s.Score >= point.Threshold ? 1.0 : 0), point.FalsePositiveRate, 12);
            Assert.Equal(scores.Where(s => s.IsMember).Average(s => s.Score >= point.Threshold ? 1.0 : 0), point.TruePositiveRate, 12);
        }

        Assert.Equal((1, 1), (curve.Points[^1].FalsePositiveRate, curve.Points[^1].TruePositiveRate));
    });

    [Property]
    public Property Tpr_at_fpr_is_the_best_of_all_thresholds_within_the_bound()
    {
        var cases = from scores in Labelled.Tied from bound in Gen.Choose(0, 20) select (scores, bound: bound / 20.0);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var (scores, bound) = x;
            double[] thresholds = [.. scores.Select(s => s.Score), double.PositiveInfinity];
            var best = thresholds
                .Where(t => scores.Where(s => !s.IsMember).Average(s => s.Score >= t ? 1.0 : 0) <= bound)
                .Max(t => scores.Where(s => s.IsMember).Average(s => s.Score >= t ? 1.0 : 0));
            Assert.Equal(best, Labelled.Curve(scores).TprAtFpr(bound), 12);
        });
    }

    [Property]
    public Property Auc_is_one_minus_itself_when_scores_change_sign() => Prop.ForAll(Labelled.Tied.ToArbitrary(), scores =>
    {
        var negated = scores.Select(s => s with { Score = -s.Score });
        Assert.Equal(1 - Labelled.Curve(scores).Auc, Labelled.Curve(negated).Auc, 12);
    });

    [Property]
    public Property A_rising_transform_changes_neither_auc_nor_tpr() => Prop.ForAll(Labelled.Tied.ToArbitrary(), scores =>
    {
        var curve = Labelled.Curve(scores);
        var bent = Labelled.Curve(scores.Select(s => s with { Score = Math.Exp(s.Score / 2) - 7 }));
        Assert.Equal(curve.Auc, bent.Auc);
        Assert.Equal(curve.Points.Select(p => (p.FalsePositiveRate, p.TruePositiveRate)), bent.Points.Select(p => (p.FalsePositiveRate, p.TruePositiveRate)));
    });
}
