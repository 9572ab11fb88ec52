namespace LlmMiaProbe.Statistics;

/// <summary>How much a model prefers the published order of documents.</summary>
/// <param name="Shards">Parts of the corpus that were permuted by themselves.</param>
/// <param name="Permutations">Random orders of each.</param>
/// <param name="MeanDifference">Published order less the mean of the random ones, nats a shard.</param>
/// <param name="T">Its t-statistic over shards, with ddof 1; null if the differences do not vary.</param>
/// <param name="TPValue">1 - the CDF of Student's t with shards - 1 degrees of freedom; null without <paramref name="T"/>.</param>
/// <param name="PValue">Exact randomisation p-value.</param>
/// <param name="SmallestPValue">About the smallest that could have come out.</param>
public sealed record ExchangeabilityResult(
    int Shards, int Permutations, double MeanDifference, double? T, double? TPValue, double PValue, double SmallestPValue);
