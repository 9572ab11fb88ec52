using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class ShardOrdersTests
{
    [Property]
    public Property Every_order_holds_every_document_once_and_the_first_is_the_published_one()
    {
        var cases = from documents in Gen.Choose(1, 20) from orders in Gen.Choose(2, 40) from seed in Gen.Choose(0, 99) select (documents, orders, seed);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var all = Orders(ShardOrders.Make(x.documents, x.orders, x.seed % 2 == 0, Random(x.seed)));
            Assert.Equal(x.orders, all.Count);
            Assert.Equal(Enumerable.Range(0, x.documents), all[0]);
            Assert.All(all, order => Assert.Equal(Enumerable.Range(0, x.documents), order.Order()));
        });
    }

    [Theory]
    [InlineData(10, 25, 5)]
    [InlineData(9, 12, 4)]
    [InlineData(8, 100, 10)]
    public void Branches_share_their_first_half(int documents, int orders, int branches)
    {
        const bool share = true;
        var tree = ShardOrders.Make(documents, orders, share, Random(1));
        Assert.Equal(branches, tree.Count);
        Assert.All(tree, branch => Assert.Equal((documents / 2, orders / branches), (branch.Head.Length, branch.Tails.Count)));
    }

    [Theory]
    [InlineData(10, 26, true)]
    [InlineData(10, 7, true)]
    [InlineData(7, 25, true)]
    [InlineData(10, 25, false)]
    public void Where_sharing_would_not_pay_every_order_is_drawn_by_itself(int documents, int orders, bool share)
    {
        var tree = ShardOrders.Make(documents, orders, share, Random(1));
        Assert.Equal(orders, tree.Count);
        Assert.All(tree, branch => Assert.Empty(branch.Head));
    }

    [Fact]
    public void Random_orders_put_every_document_everywhere_equally_often()
    {
        const int Trees = 400;
        var counts = new int[8, 8];
        for (var seed = 0; seed < Trees; seed++)
        {
            // One order of a tree, so that the counts are binomial.
            var order = Orders(ShardOrders.Make(8, 25, share: true, Random(seed)))[7 + (seed % 18)];
            for (var place = 0; place < 8; place++)
            {
                counts[order[place], place]++;
            }
        }

        Assert.All(counts.Cast<int>(), count =>
        {
            var interval = ClopperPearson.Of(count, Trees, .9999);
            Assert.InRange(1 / 8.0, interval.Low, interval.High);
        });
    }

    private static List<int[]> Orders(IReadOnlyList<ShardBranch> tree) => [.. tree.SelectMany(branch => branch.Tails.Select(tail => (int[])[.. branch.Head, .. tail]))];

    private static Xoshiro256StarStar Random(int seed) => new(seed, threadSafe: false);
}
