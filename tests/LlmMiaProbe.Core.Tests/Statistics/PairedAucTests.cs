using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class PairedAucTests
{
    [Property]
    public Property The_gain_is_the_difference_of_two_aucs() => Prop.ForAll(Labelled.Tied.ToArbitrary(), scores =>
    {
        var other = scores.Select((score, i) => score with { Score = i * 7 % 5 }).ToArray();
        var gain = PairedAuc.Compare([.. scores.Zip(other, (a, b) => (a.Score, b.Score, a.IsMember, a.Group))], 3, 1).Gain;
        Assert.Equal(Labelled.Curve(scores).Auc - Labelled.Curve(other).Auc, gain.Value, 12);
    });

    [Fact]
    public void Equal_orders_have_no_gain_and_no_width()
    {
        var gain = PairedAuc.Compare([.. Enumerable.Range(0, 40).Select(i => ((double)i, 3.0 * i, i % 3 == 0, (string?)null))], 100, 1).Gain;
        Assert.Equal(new Estimate(0, 0, 0), gain);
    }

    [Fact]
    public void Documents_are_drawn_for_both_at_once()
    {
        // Each column alone varies a lot; drawn together, their difference hardly does.
        var documents = Enumerable.Range(0, 400).Select(i => (First: (double)(i * 37 % 101), Label: i % 2 == 0)).ToList();
        var gain = PairedAuc.Compare([.. documents.Select((d, i) => (d.First, d.First + (i % 50 == 0 ? 1.5 : 0), d.Label, (string?)null))], 200, 1).Gain;
        var alone = AucEstimate.Of([.. documents.Select(d => new LabelledScore(d.First, d.Label))], 200, 1);
        Assert.InRange(gain.High - gain.Low, 0, (alone.High - alone.Low) / 5);
    }

    [Fact]
    public void The_interval_is_that_of_all_possible_draws_of_groups_widened_for_few_groups()
    {
        (double First, double Second, bool IsMember, string? Group)[] documents =
        [
            (4, 1, true, "a"), (1, 2, false, "a"), (3, 5, true, "b"), (2.5, 0, false, "b"), (0, 3, true, "c"), (2, 2.2, false, "c"),
            (6, 1.5, true, "d"), (5, 4, false, "d"), (1.5, 3.5, true, "e"), (.5, 2.7, false, "e"),
        ];
        var groups = documents.GroupBy(d => d.Group).Select(g => g.ToArray()).ToArray();
        var exact = Enumerable.Range(0, 3125)
            .Select(code => Enumerable.Range(0, 5).SelectMany(i => groups[code / (int)Math.Pow(5, i) % 5]).ToArray())
            .Select(d => Labelled.Curve(d.Select(x => new LabelledScore(x.First, x.IsMember))).Auc - Labelled.Curve(d.Select(x => new LabelledScore(x.Second, x.IsMember))).Auc)
            .Order().ToArray();

        var result = PairedAuc.Compare(documents, 40_000, seed: 2);

        // 2.776445 is the table's 97.5% point of Student's t with 4 degrees of freedom.
        var widening = 2.776445 / 1.959964 * Math.Sqrt(5 / 4.0);
        var median = exact[exact.Length / 2];
        Assert.Equal(Math.Max(-1, median + (widening * (exact[(int)(.025 * exact.Length)] - median))), result.Gain.Low, .02);
        Assert.Equal(Math.Min(1, median + (widening * (exact[(int)(.975 * exact.Length)] - median))), result.Gain.High, .02);
        Assert.Equal((ResamplingUnit.Group, 5), (result.Basis.Unit, result.Basis.Units));
        Assert.Equal(result.First - result.Second, result.Gain.Value);
    }
}
