using LlmMiaProbe.Models;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>
/// Asks whether a model prefers documents in their published order (Oren et al. 2023, arXiv 2310.17623). What is scored
/// is kept as evidence, so that an interrupted test goes on where it stopped and no text is decoded twice.
/// </summary>
/// <param name="store">Keeps evidence.</param>
/// <param name="scorer">The model under test.</param>
/// <param name="progress">Told after each text.</param>
public sealed class ExchangeabilityProbe(IProbeStore store, ITokenScorer scorer, IProgress<ProbeProgress> progress)
{
    private readonly SharedPrefixCost _sharedCost = new();
    private readonly List<(int Shard, string Reason)> _failures = [];
    private long _done;
    private long _tokens;

    /// <summary>Scores all orders of all shards and compares the published ones with the others.</summary>
    /// <param name="documents">Texts in published order.</param>
    /// <param name="settings">How they are cut and reordered.</param>
    /// <param name="cancellationToken">Stops after the text under way; what was scored is kept.</param>
    /// <exception cref="ConfigurationException">There are fewer than two documents for each shard.</exception>
    /// <exception cref="ModelException">No shard could be scored.</exception>
    public async Task<ExchangeabilityOutcome> RunAsync(IReadOnlyList<string> documents, ExchangeabilitySettings settings, CancellationToken cancellationToken)
    {
        var scored = new List<ShardLogProbs>();
        var counted = 0;
        foreach (var shard in PreparedShard.All(documents, settings, scorer))
        {
            Report(settings);
            cancellationToken.ThrowIfCancellationRequested();
            var reason = shard.Texts is null ? shard.Reason : await ScoreAsync(shard.Texts, settings, cancellationToken);
            if (reason is null && shard.Texts is { } texts)
            {
                double[] orders = [.. texts.Orders.Select(order => order.Sum(text => store.FindEvidence(text.Key)?.TotalLogProb ?? 0))];
                scored.Add(new ShardLogProbs(orders[0], orders[1..]));
                counted += shard.Documents;
            }
            else
            {
                _failures.Add((shard.Number, reason ?? ""));
            }

            _done++;
        }

        Report(settings);
        return scored.Count == 0
            ? throw new ModelException($"none of the {settings.Shards} shards could be scored; the first: {_failures[0].Reason}")
            : new ExchangeabilityOutcome(ExchangeabilityTest.Run(scored, settings.Seed), counted, _failures, _tokens);
    }

    /// <summary>Branch by branch, so that a scorer holds one first half at a time.</summary>
    /// <returns>Why a text could not be scored, or null.</returns>
    private async Task<string?> ScoreAsync(ShardTexts texts, ExchangeabilitySettings settings, CancellationToken cancellationToken)
    {
        foreach (var branch in texts.Branches)
        {
            var missing = branch.SelectMany(order => order).DistinctBy(text => text.Key).Where(text => !store.HasEvidence(text.Key)).ToList();
            if (missing.Count == 0)
            {
                continue;
            }

            await foreach (var text in scorer.ScoreAsync(missing, cancellationToken))
            {
                if (text.Scores is not { } scores)
                {
                    return text.Failure ?? "the model gave no reason";
                }

                store.AddEvidence(text.Text.Key, scorer.Model.Fingerprint, scores);
                _tokens += text.Text.InputTokens + _sharedCost.Of(text.Text);
                Report(settings);
            }
        }

        return null;
    }

    private void Report(ExchangeabilitySettings settings) =>
        progress.Report(new ProbeProgress("scoring orders", _done, settings.Shards, 0, _failures.Count, _tokens));
}
