using LlmMiaProbe.Statistics;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class CrossValidatedMeanTests
{
    [Fact]
    public void Mean_and_interval_follow_the_corrected_formula()
    {
        // s² = 0.00025; one run of five folds: variance (1/5 + 1/4) s², t with 4 degrees of freedom 2.776445.
        var estimate = CrossValidatedMean.Of([.50, .52, .51, .54, .53], 5, 0, 1);
        var half = 2.776445 * Math.Sqrt(.45 * .00025);
        Assert.Equal(.52, estimate.Value, 1e-12);
        Assert.Equal(.52 - half, estimate.Low, 1e-7);
        Assert.Equal(.52 + half, estimate.High, 1e-7);
    }

    [Fact]
    public void The_interval_stays_inside_the_bounds_of_the_measure()
    {
        var estimate = CrossValidatedMean.Of([1, 1, .9], 3, 0, 1);
        Assert.Equal(1, estimate.High);
        Assert.Equal(.9, Assert.IsType<Estimate>(CrossValidatedMean.Of([.9, .9], 2, 0, 1)).Low);
    }

    [Fact]
    public void Words_that_mean_nothing_are_told_apart_in_at_most_a_twentieth_of_all_cases()
    {
        var random = new Xoshiro256StarStar(3, false);
        const int Trials = 60;
        var (above, covered, sum) = (0, 0, 0.0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var documents = Enumerable.Range(0, 80).Select(i => new BlindDocument(
                StableHash.Mix((ulong)i), random.NextDouble() < .5, null, [.. Enumerable.Range(0, 300).Where(_ => random.NextDouble() < .1)], [.. Enumerable.Repeat((byte)1, 300)])).ToList();
            var auc = BlindBaseline.Run(documents, trial).Auc;
            sum += auc.Value;
            above += auc.Low > .5 ? 1 : 0;
            covered += auc.Low <= .5 && auc.High >= .5 ? 1 : 0;
        }

        Assert.True(above <= 5, $"{above} of {Trials} were told apart.");
        Assert.True(covered >= Trials * .88, $"Only {covered} of {Trials} intervals hold one half.");
        Assert.Equal(.5, sum / Trials, .02);
    }
}
