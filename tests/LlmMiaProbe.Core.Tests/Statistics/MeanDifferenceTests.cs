using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class MeanDifferenceTests
{
    [Fact]
    public void The_interval_of_a_mean_is_that_of_the_binomial_it_resamples()
    {
        // Means of resamples of 60 ones and 40 zeros are Binomial(100, .6) / 100: quantiles .50 and .69 (or one more, .70).
        var difference = MeanDifference.Of([.. Enumerable.Range(0, 100).Select(i => i < 60 ? 1.0 : 0)], 20_000, 7);
        Assert.NotNull(difference);
        Assert.Equal(.6, difference.Mean.Value, 12);
        Assert.InRange(difference.Mean.Low, .495, .505);
        Assert.InRange(difference.Mean.High, .685, .705);
        Assert.Equal(100, difference.Count);
    }

    [Fact]
    public void The_p_value_is_the_share_of_means_at_most_zero()
    {
        Assert.Equal(1 / 1001.0, MeanDifference.Of([1, 2, 3], 1000, 1)?.PValue ?? -1, 12);
        Assert.Equal(1, MeanDifference.Of([-1, -2, 0], 1000, 1)?.PValue ?? -1, 12);

        // Of {-1, 1} four resamples are equally likely, three of which have a mean of at most 0.
        Assert.InRange(MeanDifference.Of([-1, 1], 20_000, 1)?.PValue ?? -1, .74, .76);
    }

    [Fact]
    public void Order_does_not_matter_and_one_value_is_not_enough()
    {
        Assert.Equal(MeanDifference.Of([1, -2, 5, 0.5], 500, 3), MeanDifference.Of([0.5, 5, 1, -2], 500, 3));
        Assert.Null(MeanDifference.Of([1], 500, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => MeanDifference.Of([1, 2], 0, 3));
    }
}
