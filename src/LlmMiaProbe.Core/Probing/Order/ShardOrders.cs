namespace LlmMiaProbe.Probing;

/// <summary>
/// The published and the random orders of one shard: all drawn by themselves, or as a tree of two levels, some branches
/// with a random first half each and as many random orders of the rest. A first half is then decoded once for all
/// orders of its branch. The first order of the first branch is the published one.
/// </summary>
/// <remarks>
/// The test stays exact. Let the documents be exchangeable; then the published order is itself a random one, so the
/// first branch is made like all others, and the orders of the tree keep their joint distribution when branches change
/// places, and when orders change places within a branch. These rearrangements form a group (the wreath product of two
/// symmetric groups) that can move the published order to every other place. Hence, whatever number is computed from
/// each order, the published one is equally likely to stand at any rank, and drawing one of the orders at random is
/// what a random element of the group does to the published one.
/// </remarks>
internal static class ShardOrders
{
    // With fewer documents the halves have so few orders that many would occur twice.
    private const int FewestDocuments = 8;

    // A first half is decoded twice, once to be scored and once to be followed: sharing pays from three orders on.
    private const int FewestTails = 3;

    /// <param name="documents">Of the shard, at least 1; numbered from 0 in published order.</param>
    /// <param name="orders">At least 2, the published one included.</param>
    /// <param name="share">Whether first halves may be shared; must not depend on the order of the documents.</param>
    /// <param name="random">Decides all other orders.</param>
    public static IReadOnlyList<ShardBranch> Make(int documents, int orders, bool share, Random random)
    {
        var branches = Enumerable.Range(1, orders).First(branches => orders % branches == 0 && branches * branches >= orders);
        var tails = orders / branches;
        return !share || documents < FewestDocuments || tails < FewestTails
            ? [.. Enumerable.Range(0, orders).Select(i => new ShardBranch([], [Order(i)]))]
            : [.. Enumerable.Range(0, branches).Select(i => Branch(Order(i)))];

        int[] Order(int i)
        {
            int[] order = [.. Enumerable.Range(0, documents)];
            if (i > 0)
            {
                random.Shuffle(order);
            }

            return order;
        }

        ShardBranch Branch(int[] order)
        {
            var rest = order[(documents / 2)..];
            return new ShardBranch(order[..(documents / 2)], [rest, .. Enumerable.Range(1, tails - 1).Select(_ => Shuffled(rest))]);
        }

        int[] Shuffled(int[] rest)
        {
            int[] other = [.. rest];
            random.Shuffle(other);
            return other;
        }
    }
}

/// <summary>Orders of one shard that begin alike.</summary>
/// <param name="Head">Numbers of the documents that they begin with; empty if nothing is shared.</param>
/// <param name="Tails">The other documents of the shard in several orders.</param>
internal sealed record ShardBranch(int[] Head, IReadOnlyList<int[]> Tails);
