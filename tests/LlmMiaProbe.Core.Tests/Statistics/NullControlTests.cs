using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

/// <summary>Simulated scores: what the decisions promise when nothing, or a known part, was learned.</summary>
public sealed class NullControlTests
{
    private const int Repeats = 400;
    private const int Tested = 100;

    [Theory]
    [InlineData(Mondrian.None)]
    [InlineData(Mondrian.Length)]
    [InlineData(Mondrian.Group)]
    public void Without_a_signal_a_twentieth_of_the_documents_falls_below_a_twentieth(Mondrian mondrian)
    {
        // One document a repeat, so that the count is binomial. 19 (or, in a stratum of its own, 39) non-members: .05 is on the grid.
        var random = new Xoshiro256StarStar(11, threadSafe: false);
        const int Trials = 20_000;
        var below = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            DesignDocument[] documents =
            [
                Designs.Document(Membership.Unknown, "a", 600),
                .. Enumerable.Repeat(Designs.Document(Membership.NonMember, "a", 700), 19),
                .. Enumerable.Repeat(Designs.Document(Membership.NonMember, "b", 9000), mondrian == Mondrian.None ? 20 : 30),
            ];
            var scores = documents.Select((d, i) => (double?)(Normal.Sample(random, mondrian != Mondrian.None && d.Group == "b" ? 3 : 0, 1))).ToArray();
            var p = new ConformalTest(Designs.Of(documents, .1, mondrian), documents, scores).Decisions[0]?.PValue ?? 1;
            below += p <= .05 ? 1 : 0;
        }

        var interval = ClopperPearson.Of(below, Trials, .999);
        Assert.InRange(.05, interval.Low, interval.High);
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
        double ShareBelow(Mondrian mondrian) => new ConformalTest(Designs.Of(documents, .1, mondrian), documents, scores).Decisions.Take(500).Count(d => d?.PValue <= .05) / 500.0;
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
        var random = new Xoshiro256StarStar(7 + planted, threadSafe: false);
        var documents = Designs.Documents(Tested, 999);
        var design = Designs.Of(documents);
        var proportions = new double[Repeats];
        var found = 0;
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            double?[] scores = [.. documents.Select((_, i) => (double?)Normal.Sample(random, i < planted ? 3.5 : 0, 1))];
            var decisions = new ConformalTest(design, documents, scores).Decisions;
            var discoveries = Enumerable.Range(0, Tested).Where(i => decisions[i] is { IsDiscovery: true }).ToList();
            proportions[repeat] = discoveries.Count == 0 ? 0 : (double)discoveries.Count(i => i >= planted) / discoveries.Count;
            found += discoveries.Count(i => i < planted);
        }

        var mean = proportions.Average();
        var deviation = Math.Sqrt(proportions.Sum(p => (p - mean) * (p - mean)) / (Repeats - 1) / Repeats);
        Assert.True(mean <= .1 + (4 * deviation), $"The mean share of false discoveries is {mean} with a standard error of {deviation}.");
        Assert.True(planted < 30 || found > Repeats * planted * .8, $"Only {found} of {Repeats * planted} planted documents were found.");
    }
}
