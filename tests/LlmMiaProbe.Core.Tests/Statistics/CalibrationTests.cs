using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class CalibrationTests
{
    [Property]
    public Property Counts_match_their_definition()
    {
        var cases = from size in Gen.Choose(0, 30) from scores in Gen.Choose(0, 9).ArrayOf(size) from score in Gen.Choose(-1, 10) select (scores, score);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var calibration = new Calibration(x.scores.Select(s => (double)s));
            Assert.Equal(x.scores.Length, calibration.Count);
            Assert.Equal(x.scores.Count(s => s < x.score), calibration.CountBelow(x.score));
        });
    }

    [Fact]
    public void P_values_of_the_calibration_scores_among_each_other_are_the_uniform_grid()
    {
        double[] scores = [.3, -2, 11, 4, 5.5];
        var p = scores.Select(s => new UnitCalibration(scores.Where(other => other != s).Select((other, i) => (other, i))).PValue(s));

        Assert.Equal([.2, .4, .6, .8, 1.0], p.Order().Select(value => Math.Round(value, 12)));
    }

    [Fact]
    public void The_share_below_leaves_out_ties()
    {
        var calibration = new Calibration([1, 2, 2, 3]);

        Assert.Equal(.25, calibration.ShareBelow(2));
        Assert.Equal(1, calibration.ShareBelow(3.5));
        Assert.Null(new Calibration([]).ShareBelow(1));
    }

    [Fact]
    public void Scores_that_are_not_finite_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Calibration([1, double.NaN]));
        Assert.Throws<ArgumentException>(() => new Calibration([1]).CountBelow(double.NaN));
    }
}
