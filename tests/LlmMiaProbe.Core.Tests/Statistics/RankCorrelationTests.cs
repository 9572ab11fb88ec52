using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class RankCorrelationTests
{
    [Fact]
    public void The_classic_example_of_intelligence_and_television_gives_its_known_value()
    {
        // Ten people, no ties: 1 - 6 * 194 / (10 * 99).
        double[] quotient = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
        double[] hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
        Assert.Equal(1 - (6.0 * 194 / 990), RankCorrelation.Spearman(quotient, hours) ?? 0, 12);
    }

    [Fact]
    public void Ties_share_their_mean_rank() =>
        // Ranks 1.5, 1.5, 3 against 1, 2, 3: covariance 1.5, variances 1.5 and 2.
        Assert.Equal(1.5 / Math.Sqrt(1.5 * 2), RankCorrelation.Spearman([4, 4, 9], [1, 2, 3]) ?? 0, 12);

    [Property]
    public Property Only_the_order_counts() => Prop.ForAll(
        Gen.Choose(-50, 50).Two().ListOf().Where(pairs => pairs.Count > 1).ToArbitrary(),
        pairs =>
        {
            List<double> first = [.. pairs.Select(pair => (double)pair.Item1)], second = [.. pairs.Select(pair => (double)pair.Item2)];
            var r = RankCorrelation.Spearman(first, second);
            Assert.Equal(r, RankCorrelation.Spearman(first.ConvertAll(Math.Exp), second.ConvertAll(x => (x * x * x) + 5)));
            Assert.Equal(r, RankCorrelation.Spearman(second, first));
            Assert.True(r is null or (>= -1 and <= 1));
        });

    [Fact]
    public void Without_an_order_there_is_no_correlation()
    {
        Assert.Null(RankCorrelation.Spearman([], []));
        Assert.Null(RankCorrelation.Spearman([1], [2]));
        Assert.Null(RankCorrelation.Spearman([1, 1, 1], [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => RankCorrelation.Spearman([1, 2], [1]));
    }
}
