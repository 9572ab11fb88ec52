namespace LlmMiaProbe.Probing;

/// <summary>Orders of one shard that begin alike.</summary>
/// <param name="Head">Numbers of the documents that they begin with; empty if nothing is shared.</param>
/// <param name="Tails">The other documents of the shard in several orders.</param>
internal sealed record ShardBranch(int[] Head, IReadOnlyList<int[]> Tails);
