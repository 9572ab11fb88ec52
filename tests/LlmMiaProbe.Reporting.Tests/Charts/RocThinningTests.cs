using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Tests.Charts;

public sealed class RocThinningTests
{
    private static readonly Gen<RocCurve> Curves = Gen.Zip(Gen.Choose(0, 30), Gen.Choose(0, 1)).ListOf()
        .Select(scores => RocCurve.TryCreate([new LabelledScore(5, true), new LabelledScore(5, false), .. scores.Select(score => new LabelledScore(score.Item1, score.Item2 == 1))], out var curve) ? curve : throw new InvalidOperationException());

    [Property]
    public Property The_area_below_the_corners_is_the_AUC() => Prop.ForAll(Curves.ToArbitrary(), curve =>
        Assert.Equal(curve.Auc, Area(RocThinning.Of(curve.Points, int.MaxValue)), 9));

    [Fact]
    public void A_long_curve_keeps_its_ends_its_shape_and_only_points_of_its_own()
    {
        var random = new LinearSequence();
        Assert.True(RocCurve.TryCreate(Enumerable.Range(0, 20_000).Select(i => new LabelledScore(random.Next() + (i % 2 * 0.3), i % 2 == 1)), out var curve));
        var thin = RocThinning.Of(curve.Points, 400);
        Assert.InRange(thin.Count, 100, 1500);
        Assert.Equal((curve.Points[0], curve.Points[^1]), (thin[0], thin[^1]));
        Assert.Subset(curve.Points.ToHashSet(), thin.ToHashSet());
        Assert.Equal(curve.Auc, Area(thin), 3);
        Assert.All(new[] { 0.001, 0.01, 0.1 }, bound => Assert.Equal(curve.TprAtFpr(bound), thin.Where(point => point.FalsePositiveRate <= bound).Max(point => point.TruePositiveRate), 1));
    }

    private static double Area(IReadOnlyList<RocPoint> points) => points.Zip(points.Skip(1), (left, right) =>
        (right.FalsePositiveRate - left.FalsePositiveRate) * (left.TruePositiveRate + right.TruePositiveRate) / 2).Sum();

    private sealed class LinearSequence
    {
        private uint _state = 1;

        public double Next() => (_state = (_state * 1664525u) + 1013904223u) / (double)uint.MaxValue;
    }
}
