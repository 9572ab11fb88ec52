using LlmMiaProbe.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class DetectableAucTests
{
    [Fact]
    public void It_is_the_closed_form_of_the_null_variance_or_of_a_wider_interval()
    {
        Assert.Equal(.5 + (2.801585 * Math.Sqrt(201.0 / 120_000)), DetectableAuc.Of(100, 100, new Estimate(.5, .45, .55)) ?? 0, 1e-9);
        Assert.Equal(.5 + (2.801585 * .1), DetectableAuc.Of(100, 100, new Estimate(.5, .5 - .1959964, .5 + .1959964)) ?? 0, 1e-7);
        Assert.Null(DetectableAuc.Of(2, 2, new Estimate(.5, 0, 1)));
    }

    [Theory]
    [InlineData(50, 50)]
    [InlineData(30, 200)]
    [Trait("Kind", "Simulation")]
    public void Such_an_AUC_shows_in_four_of_five_samples_or_a_few_more(int members, int nonMembers)
    {
        const int Trials = 1000;
        var random = new Xoshiro256StarStar(members, threadSafe: false);
        var detectable = DetectableAuc.Of(members, nonMembers, new Estimate(.5, .5, .5)) ?? 1;

        // Normal scores a distance d apart have the AUC Φ(d/√2).
        var distance = Math.Sqrt(2) * Normal.InvCDF(0, 1, detectable);
        bool[] isMember = [.. Enumerable.Range(0, members + nonMembers).Select(i => i < members)];
        var critical = .5 + (1.959964 * Math.Sqrt(HeldOutAuc.NullVariance(members, nonMembers)));
        var found = Enumerable.Range(0, Trials).Count(_ => new RankedScores([.. isMember.Select(member => (double?)Normal.Sample(random, member ? distance : 0, 1))]).Auc(isMember) > critical);
        // Scores with a signal vary a little less than the approximation has it.
        Assert.InRange(found / (double)Trials, .77, .88);
    }
}
