using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>The result of a test of the published order, and what was done for it.</summary>
/// <param name="Result">Of the shards that could be scored.</param>
/// <param name="Documents">In those shards.</param>
/// <param name="Failures">Why other shards could not, by their number from 1.</param>
/// <param name="TokensDecoded">Without what came from the store.</param>
public sealed record ExchangeabilityOutcome(
    ExchangeabilityResult Result, int Documents, IReadOnlyList<(int Shard, string Reason)> Failures, long TokensDecoded);
