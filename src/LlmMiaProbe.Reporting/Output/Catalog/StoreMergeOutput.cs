namespace LlmMiaProbe.Reporting;

/// <summary>What <c>store merge</c> did.</summary>
/// <param name="Store">Where the store is.</param>
/// <param name="Shards">Each shard, in the order given.</param>
/// <param name="Rows">Rows read in all.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record StoreMergeOutput(string Store, IReadOnlyList<MergedShardOutput> Shards, long Rows, double Seconds);

/// <summary>What became of one shard.</summary>
/// <param name="Shard">Path of its file.</param>
/// <param name="Plan">SHA-256 of the plan that it belongs to; null if it does not say.</param>
/// <param name="Part">Index of its task; null if it does not say.</param>
/// <param name="Restart">How often its task had been started before; null if it does not say.</param>
/// <param name="WasMerged">The very file was merged before, and was not read again.</param>
/// <param name="Added">Rows that the store did not have.</param>
/// <param name="Known">Rows that it had.</param>
/// <param name="Replaced">Answers that took the place of "no answer" or of a failure.</param>
/// <param name="LeftOut">Answers that were left out, because a run of the store was computed from there being none.</param>
/// <param name="Conflicts">Rows with another content under a key that the store has; nothing of them was taken.</param>
/// <param name="ConflictTexts">The first of these, one sentence each.</param>
/// <param name="Failure">Why it was not read to its end; null if it was.</param>
public sealed record MergedShardOutput(
    string Shard,
    string? Plan,
    int? Part,
    int? Restart,
    bool WasMerged,
    long Added,
    long Known,
    long Replaced,
    long LeftOut,
    long Conflicts,
    IReadOnlyList<string> ConflictTexts,
    string? Failure);
