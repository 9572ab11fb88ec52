using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class ClopperPearsonTests
{
    [Theory]
    [InlineData(1, 100, .0003, .054, 4, 3)]
    [InlineData(5, 500, .0033, .023, 4, 3)]
    [InlineData(10, 1000, .0048, .018, 4, 3)]
    [InlineData(10, 10000, .00048, .0018, 5, 4)]
    public void Published_figures_are_reproduced(int count, int total, double low, double high, int lowDigits, int highDigits)
    {
        var interval = ClopperPearson.Of(count, total);

        Assert.Equal(low, interval.Low, lowDigits);
        Assert.Equal(high, interval.High, highDigits);
    }

    [Fact]
    public void None_and_all_have_a_closed_form()
    {
        var none = ClopperPearson.Of(0, 100);
        var all = ClopperPearson.Of(100, 100);

        Assert.Equal(0, none.Low);
        Assert.Equal(1 - Math.Pow(.025, .01), none.High, 9);
        Assert.Equal(.036, none.High, 3);
        Assert.Equal(Math.Pow(.025, .01), all.Low, 9);
        Assert.Equal(1, all.High);
    }

    [Property]
    public Property Each_end_leaves_exactly_half_the_rest_in_its_binomial_tail()
    {
        var cases = from total in Gen.Choose(2, 60) from count in Gen.Choose(1, 59) where count < total select (count, total);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var interval = ClopperPearson.Of(x.count, x.total, .9);
            Assert.Equal(.05, 1 - AtMost(x.count - 1, x.total, interval.Low), 7);
            Assert.Equal(.05, AtMost(x.count, x.total, interval.High), 7);
        });
    }

    [Theory]
    [InlineData(0, 0, .95)]
    [InlineData(-1, 5, .95)]
    [InlineData(6, 5, .95)]
    [InlineData(1, 5, 0)]
    [InlineData(1, 5, 1)]
    [InlineData(1, 5, double.NaN)]
    public void Impossible_arguments_are_refused(int count, int total, double confidence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClopperPearson.Of(count, total, confidence));

    private static double AtMost(int count, int total, double p)
    {
        var (sum, term) = (0.0, Math.Pow(1 - p, total));
        for (var k = 0; k <= count; k++)
        {
            sum += term;
            term *= (total - k) / (k + 1.0) * (p / (1 - p));
        }

        return sum;
    }
}
