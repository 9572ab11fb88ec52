using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class WelchTestTests
{
    // R's documentation of t.test(extra ~ group, sleep): t = -1.8608, df = 17.776, two-sided p = 0.07939.
    private static readonly double[] Drug1 = [.7, -1.6, -.2, -1.2, -.1, 3.4, 3.7, .8, 0, 2];
    private static readonly double[] Drug2 = [1.9, .8, 1.1, .1, -.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    [Fact]
    public void Students_sleep_data_give_the_published_p_value()
    {
        Assert.Equal(.07939 / 2, WelchTest.Larger(Drug2, Drug1), 5);
        Assert.Equal(1 - (.07939 / 2), WelchTest.Larger(Drug1, Drug2), 5);
    }

    [Fact]
    public void Far_apart_means_keep_a_p_value_above_zero() => Assert.InRange(WelchTest.Larger([.. Drug2.Select(x => x + 1000)], Drug1), double.Epsilon, 1e-15);

    [Fact]
    public void Without_any_variation_nothing_is_found()
    {
        Assert.Equal(1, WelchTest.Larger([2, 2], [1, 1]));
        Assert.InRange(WelchTest.Larger([2, 2], [1, 1.1]), 0, .1);
    }
}
