namespace LlmMiaProbe.Statistics;

/// <summary>Log-probabilities of the documents of one shard in several orders, nats.</summary>
/// <param name="Published">In the published order.</param>
/// <param name="Permuted">In random orders, as many for every shard.</param>
internal sealed record ShardLogProbs(double Published, IReadOnlyList<double> Permuted);
