using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class ConformalPValueTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 1, .5)]
    [InlineData(0, 19, .05)]
    [InlineData(0, 399, .0025)]
    [InlineData(9, 99, .1)]
    [InlineData(99, 99, 1)]
    public void It_is_one_plus_the_count_over_one_plus_the_size(int atOrAbove, int count, double expected) =>
        Assert.Equal(expected, ConformalPValue.Of(atOrAbove, count), 15);

    [Fact]
    public void The_smallest_is_one_over_one_plus_the_size() => Assert.Equal(1.0 / 401, ConformalPValue.Smallest(400));

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    public void Impossible_counts_are_refused(int atOrAbove, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ConformalPValue.Of(atOrAbove, count));
}
