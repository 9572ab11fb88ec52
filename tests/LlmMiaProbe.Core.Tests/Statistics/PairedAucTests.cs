using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class PairedAucTests
{
    [Property]
    public Property The_gain_is_the_difference_of_two_aucs() => Prop.ForAll(Labelled.Tied.ToArbitrary(), scores =>
    {
        var other = scores.Select((score, i) => score with { Score = i * 7 % 5 }).ToArray();
        var gain = PairedAuc.Compare([.. scores.Zip(other, (a, b) => (a.Score, b.Score, a.IsMember, a.Group))]).Gain;
        Assert.Equal(Labelled.Curve(scores).Auc - Labelled.Curve(other).Auc, gain.Value, 12);
    });

    [Fact]
    public void Equal_orders_have_no_gain_and_no_width()
    {
        var gain = PairedAuc.Compare([.. Enumerable.Range(0, 40).Select(i => ((double)i, 3.0 * i, i % 3 == 0, (string?)null))]).Gain;
        Assert.Equal(new Estimate(0, 0, 0), gain);
    }

    [Fact]
    public void Two_perfect_scores_have_no_gain_but_a_width()
    {
        // Newcombe's interval of an AUC of 1 reaches down to 1 - L: neither score is known to be better than the other by less.
        var documents = Enumerable.Range(0, 20).Select(i => (First: (double)i, Second: i < 10 ? 0.0 : 1.0, IsMember: i >= 10)).ToList();
        var gain = PairedAuc.Compare([.. documents.Select(d => (d.First, d.Second, d.IsMember, (string?)null))]).Gain;
        var one = AucEstimate.Of([.. documents.Select(d => new LabelledScore(d.First, d.IsMember))]);
        Assert.Equal((0, one.Low - 1, 1 - one.Low), (gain.Value, gain.Low, gain.High));
    }

    [Fact]
    public void Documents_are_drawn_for_both_at_once()
    {
        // Each column alone varies a lot; drawn together, their difference hardly does.
        var documents = Enumerable.Range(0, 400).Select(i => (First: (double)(i * 37 % 101), Label: i % 2 == 0)).ToList();
        var gain = PairedAuc.Compare([.. documents.Select((d, i) => (d.First, d.First + (i % 50 == 0 ? 1.5 : 0), d.Label, (string?)null))]).Gain;
        var alone = AucEstimate.Of([.. documents.Select(d => new LabelledScore(d.First, d.Label))]);
        Assert.InRange(gain.High - gain.Low, 0, (alone.High - alone.Low) / 5);
    }

    [Fact]
    public void One_document_of_a_label_says_nothing_of_the_gain()
    {
        var gain = PairedAuc.Compare([(3, 1, true, null), (1, 2, false, null), (2, 3, false, null), (5, 0, false, null)]).Gain;
        Assert.Equal((2 / 3.0) - (1 / 3.0), gain.Value, 12);
        Assert.Equal((-1, 1), (gain.Low, gain.High));
    }

    [Fact]
    public void Groups_and_documents_without_one_are_counted_apart()
    {
        (double, double, bool, string?)[] documents =
            [(1, 2, true, "a"), (2, 1, true, "a"), (3, 5, false, "b"), (4, 0, false, null), (0, 4, true, null), (2, 2, false, null)];
        var basis = PairedAuc.Compare(documents).Basis;
        Assert.Equal((ResamplingUnit.Group, 5, IntervalStatement.PairedByGroup(2, 3)), (basis.Unit, basis.Units, basis.Note));
        var alone = PairedAuc.Compare([.. documents.Select(d => d with { Item4 = null })]).Basis;
        Assert.Equal((ResamplingUnit.Document, 6, IntervalStatement.PairedByDocument(0)), (alone.Unit, alone.Units, alone.Note));
        var declared = PairedAuc.Compare([.. documents.Select(d => d with { Item4 = "one" })]).Basis;
        Assert.Equal((ResamplingUnit.Document, 6, IntervalStatement.PairedByDocument(1)), (declared.Unit, declared.Units, declared.Note));
    }

    [Fact]
    public void Groups_have_the_paired_variance_of_obuchowski()
    {
        // Against a score that ties all, the gain is an AUC less one half: the variance is that of the AUC alone, which was
        // computed independently of this program, .00694444444 with 2 degrees of freedom. 4.302653 is the table's point of Student's t.
        double[] scores = [2.1, 1.2, 3.0, 2.2, 1.9, 0.8, 1.5, 2.6, 3.1, 0.9, 1.1, 2.0];
        var result = PairedAuc.Compare([.. scores.Select((score, i) => (score, 0.0, i % 2 == 0, (string?)$"g{i / 4}"))]);
        Assert.Equal(1 / 6.0, result.Gain.Value, 12);
        Assert.Equal((1 / 6.0) - (4.302653 * Math.Sqrt(.00694444444)), result.Gain.Low, 1e-6);
        Assert.Equal((ResamplingUnit.Group, 3), (result.Basis.Unit, result.Basis.Units));
        Assert.Equal(result.First - result.Second, result.Gain.Value);
    }

    [Fact]
    [Trait("Kind", "Simulation")]
    public void Without_a_difference_nineteen_intervals_in_twenty_hold_none()
    {
        var random = new Xoshiro256StarStar(4, threadSafe: false);
        var covered = 0;
        for (var trial = 0; trial < 1000; trial++)
        {
            var gain = PairedAuc.Compare([.. Enumerable.Range(0, 60).Select(i =>
            {
                var common = Normal.Sample(random, i % 2, .7);
                return (common + Normal.Sample(random, 0, .7), common + Normal.Sample(random, 0, .7), i % 2 == 1, (string?)null);
            })]).Gain;
            covered += gain.Low <= 0 && gain.High >= 0 ? 1 : 0;
        }

        Assert.InRange(covered, 925, 975);
    }
}
