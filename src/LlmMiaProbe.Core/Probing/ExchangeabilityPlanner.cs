using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>Counts what an <see cref="ExchangeabilityProbe"/> would do. No text is scored.</summary>
/// <param name="store">What is in it need not be scored again; null if there is none yet.</param>
/// <param name="scorer">The model under test.</param>
public sealed class ExchangeabilityPlanner(IProbeStore? store, ITokenScorer scorer)
{
    /// <param name="documents">Texts in published order.</param>
    /// <param name="settings">How they are cut and reordered.</param>
    /// <param name="cancellationToken">Stops between shards.</param>
    /// <exception cref="ConfigurationException">There are fewer than two documents for each shard.</exception>
    public ExchangeabilityPlan Plan(IReadOnlyList<string> documents, ExchangeabilitySettings settings, CancellationToken cancellationToken)
    {
        var plan = new ExchangeabilityPlan(documents.Count, settings.Shards, settings.Permutations + 1, 0, 0, 0, 0, 0);
        var shared = new SharedPrefixCost();
        foreach (var texts in PreparedShard.All(documents, settings, scorer).Select(shard => shard.Texts).OfType<ShardTexts>())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var distinct = texts.Orders.SelectMany(order => order).DistinctBy(text => text.Key).ToList();
            var missing = distinct.Where(text => store?.HasEvidence(text.Key) != true).ToList();
            plan = plan with
            {
                SharingShards = plan.SharingShards + (texts.Orders.First().Count > 1 ? 1 : 0),
                Texts = plan.Texts + distinct.Count,
                Cached = plan.Cached + distinct.Count - missing.Count,
                TokensToDecode = plan.TokensToDecode + missing.Sum(text => text.InputTokens + shared.Of(text)),
                WholeTokens = plan.WholeTokens + texts.Orders.Sum(order => order.Sum(text => text.InputTokens)),
            };
        }

        return plan;
    }
}
