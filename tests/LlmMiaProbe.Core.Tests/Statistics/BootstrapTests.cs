using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;
using MathNet.Numerics.Random;
using Gaussian = MathNet.Numerics.Distributions.Normal;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class BootstrapTests
{
    private static readonly double[] Bounds = [.1, .01];

    [Fact]
    public void The_interval_is_that_of_all_possible_resamples()
    {
        double[] members = [1, 3, 3.5];
        double[] nonMembers = [0, 2, 3];
        var exact = (from m in Draws(members) from n in Draws(nonMembers) select Labelled.Curve(Labelled.From(m, n)).TprAtFpr(.4)).Order().ToArray();

        var interval = Bootstrap.Run(Labelled.From(members, nonMembers), [.4], 20_000, seed: 1).TprAtFpr[0];

        Assert.Equal(729, exact.Length);
        Assert.Equal(exact[(int)(.025 * 729)], interval.Low, 12);
        Assert.Equal(exact[(int)(.975 * 729)], interval.High, 12);
        Assert.True(interval.Low < interval.High);
    }

    [Fact]
    public void Tpr_intervals_hold_the_tpr_and_follow_the_order_of_the_bounds()
    {
        var random = new Xoshiro256StarStar(5, false);
        var scores = Normal(random, 200, 1.5, true).Concat(Normal(random, 200, 0, false)).ToArray();
        var curve = Labelled.Curve(scores);

        var intervals = Bootstrap.Run(scores, Bounds, 500, seed: 2).TprAtFpr;
        var swapped = Bootstrap.Run(scores, [.01, .1], 500, seed: 2).TprAtFpr;

        Assert.All(Bounds.Zip(intervals), x => Assert.InRange(curve.TprAtFpr(x.First), x.Second.Low, x.Second.High));
        Assert.All(intervals, i => Assert.True(i.Low < i.High));
        Assert.Equal(intervals.Reverse(), swapped);
    }

    [Property]
    public Property The_order_of_the_documents_does_not_matter()
    {
        var cases = from scores in Labelled.Tied
                    from groups in Gen.Elements(null, "a", "b", "c", "d", "e").ArrayOf(scores.Length)
                    let documents = scores.Zip(groups, (s, g) => s with { Group = g }).ToArray()
                    from shuffled in Gen.Shuffle(documents)
                    select (documents, shuffled);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var (first, second) = (Bootstrap.Run(x.documents, Bounds, 20, 7), Bootstrap.Run(x.shuffled, Bounds, 20, 7));
            Assert.Equal(first.Basis, second.Basis);
            Assert.Equal(first.TprAtFpr, second.TprAtFpr);
        });
    }

    [Fact]
    public void Another_seed_gives_another_interval_and_the_same_seed_the_same()
    {
        var random = new Xoshiro256StarStar(5, false);
        var scores = Normal(random, 50, 1, true).Concat(Normal(random, 50, 0, false)).ToArray();

        Assert.Equal(Bootstrap.Run(scores, Bounds, 100, 3).TprAtFpr, Bootstrap.Run(scores, Bounds, 100, 3).TprAtFpr);
        Assert.NotEqual(Bootstrap.Run(scores, Bounds, 100, 3).TprAtFpr, Bootstrap.Run(scores, Bounds, 100, 4).TprAtFpr);
    }

    [Fact]
    public void Documents_without_groups_are_drawn_one_by_one_and_never_in_vain()
    {
        var basis = Bootstrap.Run(Labelled.From([1], [0, 2, 3, 4, 5, 6, 7]), [], 50, 1).Basis;

        Assert.Equal((ResamplingUnit.Document, 8, 50, 0), (basis.Unit, basis.Units, basis.Resamples, basis.Redrawn));
        Assert.Contains("no labelled document has a group", basis.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Bootstrap.Run([new(1, true), new(2, true)], [], 10, 1));
        Assert.Throws<ArgumentException>(() => Bootstrap.Run([new(1, false)], [], 10, 1));
        Assert.Throws<ArgumentException>(() => Bootstrap.Run([new(1, false), new(double.NaN, true)], [], 10, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Run(Labelled.From([1.0], [0.0]), [], 0, 1));
    }

    private static LabelledScore[] Normal(Random random, int count, double mean, bool isMember) =>
        [.. Enumerable.Range(0, count).Select(_ => new LabelledScore(Gaussian.Sample(random, mean, 1), isMember))];

    private static IEnumerable<double[]> Draws(double[] from) =>
        from a in @from from b in @from from c in @from select new[] { a, b, c };
}
