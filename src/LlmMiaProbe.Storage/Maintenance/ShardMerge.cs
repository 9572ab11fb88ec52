namespace LlmMiaProbe.Storage;

/// <summary>What became of one shard that was to be merged into a store.</summary>
/// <param name="Shard">Path of its file.</param>
public sealed record ShardMerge(string Shard)
{
    /// <summary>Which part of a plan it holds; null if it does not say, or could not be read.</summary>
    public ShardPlace? Place { get; init; }

    /// <summary>The very file was merged before, and was not read again.</summary>
    public bool WasMerged { get; init; }

    /// <summary>Rows that the store did not have.</summary>
    public long Added { get; init; }

    /// <summary>Rows that the store had already.</summary>
    public long Known { get; init; }

    /// <summary>Answers that took the place of "no answer", or of a failure.</summary>
    public long Replaced { get; init; }

    /// <summary>Answers that were left out, because a run of the store was computed from there being none.</summary>
    public long LeftOut { get; init; }

    /// <summary>Rows that say something else than the store under the same key. Nothing of them was taken.</summary>
    public long Conflicts { get; init; }

    /// <summary>The first conflicts, one sentence each; it names both files and the key.</summary>
    public IReadOnlyList<string> ConflictTexts { get; init; } = [];

    /// <summary>Why it was not read to its end; null if it was. What was read before that was taken, and does no harm.</summary>
    public string? Failure { get; init; }

    /// <summary>Rows that were read.</summary>
    public long Rows => Added + Known + Replaced + LeftOut + Conflicts;
}
