using FsCheck;
using FsCheck.Fluent;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class PairedAucTests
{
    [Fact]
    public void The_gain_is_the_difference_of_two_aucs() => Prop.ForAll(Labelled.Tied.ToArbitrary(), scores =>
    {
        var other = scores.Select((score, i) => score with { Score = i * 7 % 5 }).ToArray();
        var gain = PairedAuc.Compare([.. scores.Zip(other, (a, b) => (a.Score, b.Score, a.IsMember, a.Group))], 3, 1).Gain;
        Assert.Equal(Labelled.Curve(scores).Auc - Labelled.Curve(other).Auc, gain.Value, 12);
    }).QuickCheckThrowOnFailure();

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
}
