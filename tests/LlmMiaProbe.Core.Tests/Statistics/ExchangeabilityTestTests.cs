using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class ExchangeabilityTestTests
{
    [Fact]
    public void The_t_statistic_has_ddof_one()
    {
        // Differences 1, 2, 3: mean 2, deviation 1, t = 2√3; with 2 degrees of freedom p = 1/2 - t / (2√(2 + t²)).
        var result = ExchangeabilityTest.Run([new(0, [-1.5, -.5]), new(5, [3, 3]), new(-4, [-7.0, -7])], 1);
        Assert.Equal((3, 2), (result.Shards, result.Permutations));
        Assert.Equal(2, result.MeanDifference, 12);
        Assert.Equal(2 * Math.Sqrt(3), result.T ?? 0, 12);

        // Nats of another size say the same.
        Assert.Equal(2 * Math.Sqrt(3), ExchangeabilityTest.Run([new(0, [-15.0, -5]), new(50, [30.0, 30]), new(-40, [-70.0, -70])], 1).T ?? 0, 12);
        Assert.Equal(.5 - (Math.Sqrt(12) / (2 * Math.Sqrt(14))), result.TPValue ?? 0, 12);
    }

    [Fact]
    public void The_exact_p_value_is_the_share_of_all_rearrangements()
    {
        // With one random order each, the published orders of three shards are best in one of eight rearrangements.
        var best = ExchangeabilityTest.Run([new(1, [0.0]), new(2, [0.0]), new(4, [0.0])], 1);
        Assert.Equal(1 / 8.0, best.PValue, .02);
        Assert.Equal(1 / 8.0, best.SmallestPValue, 12);

        // Totals 7, 5, 6, 4, 3, 1, 2, 0 of the choices: the published -1 + 2 + 4 reaches rank 3 of 8 when the first shard is turned.
        var second = ExchangeabilityTest.Run([new(0, [1.0]), new(2, [0.0]), new(4, [0.0])], 1);
        Assert.Equal(2 / 8.0, second.PValue, .02);
    }

    [Fact]
    public void Ties_count_against_the_published_order()
    {
        Assert.Equal(1, ExchangeabilityTest.Run([new(1.1, [1.1, 1.1]), new(.3, [.3, .3])], 1).PValue);

        // .1 + .2 is above .3 in doubles, and yet no better.
        Assert.Equal(1, ExchangeabilityTest.Run([new(.1 + .2, [.3])], 1).PValue);
    }

    [Fact]
    public void Without_variation_or_with_one_shard_there_is_no_t()
    {
        Assert.Null(ExchangeabilityTest.Run([new(1, [0.0]), new(1, [0.0])], 1).T);
        Assert.Null(ExchangeabilityTest.Run([new(1, [0.0])], 1).TPValue);
        Assert.Null(ExchangeabilityTest.Run([new(1, [0.0])], 1).T);
    }

    [Fact]
    public void The_same_seed_gives_the_same_p_value_and_another_seed_another()
    {
        ShardLogProbs[] shards = [.. Enumerable.Range(0, 5).Select(i => new ShardLogProbs(i, [i - 1, i + 1, i + 2]))];
        var first = ExchangeabilityTest.Run(shards, 1);
        Assert.Equal(first, ExchangeabilityTest.Run(shards, 1));
        Assert.NotEqual(first.PValue, ExchangeabilityTest.Run(shards, 2).PValue);
    }

    /// <summary>What an order is worth depends on every place and every neighbour; nothing prefers the published one.</summary>
    [Theory]
    [InlineData(25)]
    [InlineData(9)]
    [Trait("Kind", "Simulation")]
    public void Orders_that_mean_nothing_give_uniform_p_values_although_they_share_first_halves(int orders)
    {
        var random = new Xoshiro256StarStar(23, threadSafe: false);
        const int Trials = 1000;
        var (exact, student) = (0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var shards = Enumerable.Range(0, 6).Select(shard =>
            {
                var worth = new double[8, 8];
                for (var i = 0; i < 64; i++)
                {
                    worth[i / 8, i % 8] = Normal.Sample(random, 0, 1);
                }

                double[] values = [.. ShardOrders.Make(8, orders, share: true, random).SelectMany(branch => branch.Tails.Select(tail => Worth([.. branch.Head, .. tail], worth)))];
                return new ShardLogProbs(values[0], values[1..]);
            }).ToList();
            var result = ExchangeabilityTest.Run(shards, trial, draws: 199);
            exact += result.PValue <= .1 ? 1 : 0;
            student += result.TPValue <= .1 ? 1 : 0;
        }

        Assert.All([exact, student], count =>
        {
            var interval = ClopperPearson.Of(count, Trials, .999);
            Assert.InRange(.1, interval.Low, interval.High);
        });

        static double Worth(int[] order, double[,] worth) => order.Zip(order.Skip(1), (a, b) => worth[a, b]).Sum() + (3 * worth[order[0], order[^1]]);
    }

    [Fact]
    public void A_preference_for_the_published_order_is_found()
    {
        var random = new Xoshiro256StarStar(2, threadSafe: false);
        var shards = Enumerable.Range(0, 50).Select(_ => new ShardLogProbs(Normal.Sample(random, 1, 1), [.. Enumerable.Range(0, 24).Select(_ => Normal.Sample(random, 0, 1))])).ToList();
        var result = ExchangeabilityTest.Run(shards, 1);
        Assert.InRange(result.PValue, 0, .001);
        Assert.InRange(result.TPValue ?? 1, 0, .001);
        Assert.Equal(1.0 / 10_000, result.SmallestPValue);
    }

    [Fact]
    public void Shards_with_different_numbers_of_orders_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ExchangeabilityTest.Run([], 1));
        Assert.Throws<ArgumentException>(() => ExchangeabilityTest.Run([new(1, [])], 1));
        Assert.Throws<ArgumentException>(() => ExchangeabilityTest.Run([new(1, [0.0]), new(1, [0.0, 1])], 1));
    }
}
