using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class NormalScoresTests
{
    // Quantiles of the standard normal distribution from printed tables.
    private static readonly double[] Known = [10, 20, 30, 40, 50, 60, 70, 80, 90];

    [Theory]
    [InlineData(0, -1.644854)]
    [InlineData(10, -1.281552)]
    [InlineData(50, 0)]
    [InlineData(75, 0.674490)]
    [InlineData(90, 1.281552)]
    [InlineData(1e31, 1.644854)]
    public void A_number_stands_at_the_quantile_of_its_place(double value, double z) => Assert.Equal(z, new NormalScores(Known).Of(value), 1e-6);

    [Fact]
    public void Nothing_is_further_from_zero_than_the_largest()
    {
        Assert.Equal(1.644854, new NormalScores(Known).Largest, 1e-6);
        Assert.Equal(new NormalScores(Known).Largest, new NormalScores(Known).Of(1e300));
    }
}
