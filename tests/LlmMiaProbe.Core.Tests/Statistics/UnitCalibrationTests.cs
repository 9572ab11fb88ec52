using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class UnitCalibrationTests
{
    private static readonly (double Score, int Unit)[] Four =
        [(0.1, 1), (0.4, 1), (0.4, 1), (0.9, 2), (0.2, 3), (0.3, 3), (0.5, 4), (0.6, 4), (0.7, 4), (0.8, 4)];

    [Fact]
    public void The_p_value_is_that_of_the_hierarchical_method()
    {
        // Computed independently of this program: 0.6; counting every document gives 0.545454545.
        var calibration = new UnitCalibration(Four);
        Assert.Equal(.6, calibration.PValue(.45), 12);
        Assert.Equal(.545454545, ConformalPValue.Of(Four.Count(d => d.Score >= .45), Four.Length), 9);
        Assert.Equal((10, 4, .2), (calibration.Documents, calibration.Units, calibration.SmallestPValue));
    }

    [Fact]
    public void A_unit_that_is_left_out_does_not_count()
    {
        var calibration = new UnitCalibration(Four);
        Assert.Equal((1 + 1) / 4.0, calibration.PValue(.45, excluded: 4), 12);
        Assert.Equal((1 + 2) / 5.0, calibration.PValue(.45, excluded: 9), 12);

        // Of the first unit two of three are at or above .3, of the third one of two, of the others all.
        Assert.Equal((1 + (2 / 3.0) + 1 + .5 + 1) / 5, calibration.PValue(.3), 12);
        Assert.Equal((1 + 1 + .5 + 1) / 4, calibration.PValue(.3, excluded: 1), 12);
        Assert.Equal(1, new UnitCalibration([]).PValue(3));
    }

    [Property]
    public Property With_a_document_a_unit_it_is_the_plain_p_value() => Prop.ForAll(
        (from size in Gen.Choose(0, 30) from scores in Gen.Choose(0, 9).ArrayOf(size) from score in Gen.Choose(-1, 10) select (scores, score)).ToArbitrary(),
        x =>
        {
            var calibration = new UnitCalibration(x.scores.Select((s, i) => ((double)s, i)));
            Assert.Equal((1.0 + x.scores.Count(s => s >= x.score)) / (x.scores.Length + 1.0), calibration.PValue(x.score));
            Assert.True(calibration.PValue(x.score) >= calibration.SmallestPValue);
        });

    [Fact]
    public void Rounding_lifts_no_p_value_above_one()
    {
        // 57 times 1/57 is above 1 in doubles, and the adjustment of p-values refuses what is above 1.
        Assert.Equal(1, new UnitCalibration(Enumerable.Range(0, 57).Select(i => ((double)i, 1))).PValue(-1));
        Assert.All(
            Enumerable.Range(1, 80),
            size => Assert.InRange(new UnitCalibration(Enumerable.Range(0, 3 * size).Select(i => ((double)i, i % 3))).PValue(-1), 1 - 1e-12, 1));
    }

    [Fact]
    public void Only_units_with_a_non_member_are_had()
    {
        var calibration = new UnitCalibration(Four);
        Assert.True(calibration.Has(3));
        Assert.False(calibration.Has(5));
    }

    [Property]
    public Property Copies_change_nothing() => Prop.ForAll(
        (from size in Gen.Choose(1, 12) from scores in Gen.Choose(0, 9).ArrayOf(size) from copies in Gen.Choose(1, 7).ArrayOf(size) from score in Gen.Choose(-1, 10) select (scores, copies, score)).ToArbitrary(),
        x => Assert.Equal(
            new UnitCalibration(x.scores.Select((s, i) => ((double)s, i))).PValue(x.score),
            new UnitCalibration(x.scores.SelectMany((s, i) => Enumerable.Repeat(((double)s, i), x.copies[i]))).PValue(x.score),
            12));

    [Fact]
    [Trait("Kind", "Simulation")]
    public void Exact_copies_keep_their_level_and_counting_each_does_not()
    {
        // Of 20,000 draws at .1 at most 10.7% (three standard errors); counted one by one, p is at most .01 whenever the document
        // tops all 20 texts: once in 21 times.
        var (byUnit, oneByOne) = NullSimulations.Copies(20_000);
        Assert.InRange(byUnit.Value, 0, .107);
        Assert.InRange(oneByOne.Value, .04, .06);
    }
}
