using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>One of the contiguous parts of a corpus whose documents are reordered among themselves.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Documents">Documents in it.</param>
/// <param name="Texts">Null if it cannot be scored.</param>
/// <param name="Reason">Why it cannot; null if it can.</param>
internal sealed record PreparedShard(int Number, int Documents, ShardTexts? Texts, string? Reason)
{
    /// <summary>Cuts documents into parts of equal number, up to one, and prepares each when it is asked for.</summary>
    /// <param name="documents">Texts in published order.</param>
    /// <param name="settings">How to cut.</param>
    /// <param name="scorer">Splits texts into tokens.</param>
    /// <exception cref="ConfigurationException">There are fewer than two documents for each shard.</exception>
    public static IEnumerable<PreparedShard> All(IReadOnlyList<string> documents, ExchangeabilitySettings settings, ITokenScorer scorer)
    {
        settings.Require(documents.Count);
        return Enumerable.Range(0, settings.Shards).Select(shard =>
        {
            var (start, end) = (Start(shard), Start(shard + 1));
            return Prepare([.. documents.Skip(start).Take(end - start)], settings, shard + 1, scorer);
        });

        int Start(int shard) => (int)((long)documents.Count * shard / settings.Shards);
    }

    private static PreparedShard Prepare(List<string> documents, ExchangeabilitySettings settings, int number, ITokenScorer scorer)
    {
        try
        {
            var texts = ShardTexts.Prepare(documents, settings.Permutations + 1, settings.Seed, number, scorer);
            return texts.Orders.Any(order => order.Any(text => text.Tokens.Length == 0))
                ? new PreparedShard(number, documents.Count, null, "half of its documents have no token")
                : new PreparedShard(number, documents.Count, texts, null);
        }
        catch (ModelException e)
        {
            return new PreparedShard(number, documents.Count, null, e.Message);
        }
    }
}
