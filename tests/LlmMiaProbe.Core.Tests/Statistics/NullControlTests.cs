using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

/// <summary>Simulated scores: what the decisions promise when nothing, or a known part, was learned.</summary>
[Trait("Kind", "Simulation")]
public sealed class NullControlTests
{
    [Theory]
    [InlineData(Mondrian.None)]
    [InlineData(Mondrian.Length)]
    [InlineData(Mondrian.Group)]
    public void Without_a_signal_a_twentieth_of_the_documents_falls_below_a_twentieth(Mondrian mondrian)
    {
        var below = NullSimulations.PValues(mondrian, trials: 20_000);
        Assert.InRange(.05, below.Interval().Low, below.Interval().High);
    }

    [Fact]
    public void Strata_keep_what_a_shift_of_length_would_take_away()
    {
        // Long documents score higher for no other reason; all tested ones are long, the calibration is mixed.
        var random = new Xoshiro256StarStar(5, threadSafe: false);
        DesignDocument[] documents =
        [
            .. Enumerable.Repeat(Designs.Document(Membership.Unknown, bytes: 5000), 500),
            .. Enumerable.Repeat(Designs.Document(Membership.NonMember, bytes: 5000), 500),
            .. Enumerable.Repeat(Designs.Document(Membership.NonMember, bytes: 50), 1500),
        ];
        double?[] scores = [.. documents.Select(d => (double?)Normal.Sample(random, d.ByteLength == 5000 ? 2 : 0, 1))];
        double ShareBelow(Mondrian mondrian) =>
            new ConformalTest(Designs.Of(documents, .1, mondrian), documents, scores).Decisions.Take(500).Count(d => d?.PValue <= .05) / 500.0;
        Assert.InRange(ShareBelow(Mondrian.None), .12, .35);
        Assert.InRange(ShareBelow(Mondrian.Length), .02, .09);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(60)]
    public void The_rate_of_false_discoveries_stays_below_a_tenth(int planted)
    {
        const int Trials = 400;
        var (falseShare, found) = NullSimulations.Discoveries(planted, Trials);

        // With nothing planted the share of a trial is 0 or 1, so the count is binomial; otherwise it is a mean of many values.
        var least = planted == 0
            ? new NullShare((int)Math.Round(falseShare.Value * Trials), Trials).Interval().Low
            : falseShare.Value - (4 * falseShare.Error);
        Assert.True(least <= .1, $"The mean share of false discoveries is {falseShare.Value}, with confidence at least {least}.");
        Assert.True(planted < 30 || found.Interval().Low > .8, $"Only {found.Count} of {found.Trials} planted documents were found.");
    }
}
