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
    public static IEnumerable<PreparedShard> All(IReadOnlyList<string> documents, ExchangeabilitySettings settings, ITokenScorer scorer) =>
        Of(documents, 0, documents.Count, settings, scorer);

    /// <summary>The same of the shards that lie in a part of the documents.</summary>
    /// <param name="documents">Of the part, in published order.</param>
    /// <param name="first">Documents before the part.</param>
    /// <param name="total">Documents in all.</param>
    /// <param name="settings">How to cut.</param>
    /// <param name="scorer">Splits texts into tokens.</param>
    /// <exception cref="ConfigurationException">There are fewer than two documents for each shard.</exception>
    public static IEnumerable<PreparedShard> Of(
        IReadOnlyList<string> documents, long first, long total, ExchangeabilitySettings settings, ITokenScorer scorer)
    {
        settings.Require(total);
        return Enumerable.Range(0, settings.Shards)
            .Select(shard => (Number: shard + 1, Start: settings.StartOf(shard, total) - first, End: settings.StartOf(shard + 1, total) - first))
            .Where(shard => shard.Start >= 0 && shard.End <= documents.Count)
            .Select(shard => Prepare([.. documents.Skip((int)shard.Start).Take((int)(shard.End - shard.Start))], settings, shard.Number, scorer));
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
