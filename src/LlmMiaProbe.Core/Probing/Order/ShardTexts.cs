using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Probing;

/// <summary>
/// What must be scored to know how likely one shard is in each of its orders. Documents are joined by line feeds. Where
/// first half and rest fit the context together, the rest is scored after its first half, which all orders of a branch
/// share; where they do not, every order of the shard is drawn by itself and scored whole, in windows.
/// </summary>
internal sealed class ShardTexts
{
    private ShardTexts(IReadOnlyList<IReadOnlyList<IReadOnlyList<PreparedText>>> branches) => Branches = branches;

    /// <summary>
    /// Branches, their orders, and the parts of each order; the log-probability of an order is the sum over its parts. The first order is
    /// the published one.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<PreparedText>>> Branches { get; }

    public IEnumerable<IReadOnlyList<PreparedText>> Orders => Branches.SelectMany(branch => branch);

    /// <param name="documents">Texts in published order, at least one.</param>
    /// <param name="orders">At least 2, the published one included.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="shard">Number of the shard, so that shards differ in their random orders.</param>
    /// <param name="scorer">Splits texts into tokens.</param>
    /// <exception cref="ModelException">The tokenizer rejects a text.</exception>
    public static ShardTexts Prepare(IReadOnlyList<string> documents, int orders, int seed, int shard, ITokenScorer scorer)
    {
        var random = new Xoshiro256StarStar(SeedOf(seed, shard), threadSafe: false);
        var branches = ShardOrders.Make(documents.Count, orders, FitsContext(documents, scorer), random);
        return new ShardTexts(PrepareShared(documents, branches, scorer) ?? PrepareWhole(documents, branches, scorer));
    }

    /// <summary>By the tokens of documents alone, which is the same in every order. A rare order may still turn out too long.</summary>
    private static bool FitsContext(IReadOnlyList<string> documents, ITokenScorer scorer) =>
        documents.Sum(document => scorer.Prepare(document + "\n").Tokens.Length) < scorer.ContextTokens;

    private static List<IReadOnlyList<IReadOnlyList<PreparedText>>>? PrepareShared(
        IReadOnlyList<string> documents, IReadOnlyList<ShardBranch> branches, ITokenScorer scorer)
    {
        if (branches[0].Head.Length == 0)
        {
            return null;
        }

        var prepared = new List<IReadOnlyList<IReadOnlyList<PreparedText>>>();
        foreach (var branch in branches)
        {
            var head = Join(documents, branch.Head) + "\n";
            var first = scorer.Prepare(head);
            if (!TryPrepareAfter(head, [.. branch.Tails.Select(tail => Join(documents, tail))], scorer, out var rest))
            {
                return null;
            }

            prepared.Add([.. rest.Select(tail => (IReadOnlyList<PreparedText>)[first, tail])]);
        }

        return prepared;
    }

    // A scorer says by an exception that prefix and text are too long together.
    private static bool TryPrepareAfter(string head, IReadOnlyList<string> tails, ITokenScorer scorer, out List<PreparedText> prepared)
    {
        prepared = [];
        try
        {
            foreach (var tail in tails)
            {
                prepared.Add(scorer.PrepareAfter(head, tail));
            }

            return true;
        }
        catch (ModelException)
        {
            return false;
        }
    }

    private static List<IReadOnlyList<IReadOnlyList<PreparedText>>> PrepareWhole(
        IReadOnlyList<string> documents, IReadOnlyList<ShardBranch> branches, ITokenScorer scorer) =>
    [
        .. branches.Select(branch => (IReadOnlyList<IReadOnlyList<PreparedText>>)
            [.. branch.Tails.Select(tail => (IReadOnlyList<PreparedText>)[scorer.Prepare(Join(documents, [.. branch.Head, .. tail]))])]),
    ];

    private static string Join(IReadOnlyList<string> documents, int[] order) => string.Join('\n', order.Select(i => documents[i]));

    private static int SeedOf(int seed, int shard) => (int)StableHash.Mix((uint)seed ^ ((ulong)(uint)shard << 32));
}
