namespace LlmMiaProbe.Storage.Tables;

/// <summary>Counts what became of the rows of a shard.</summary>
internal sealed class MergeTally(string shard, string store)
{
    private const int MostConflictTexts = 20;

    private readonly List<string> _conflicts = [];
    private long _added;
    private long _known;
    private long _replaced;
    private long _leftOut;
    private long _conflictCount;

    public void Add() => _added++;

    public void Know() => _known++;

    public void Replace() => _replaced++;

    public void LeaveOut() => _leftOut++;

    /// <param name="what">As <c>evidence 0123…</c>.</param>
    /// <param name="how">As <c>other token scores</c>.</param>
    public void Conflict(string what, string how)
    {
        _conflictCount++;
        if (_conflicts.Count < MostConflictTexts)
        {
            _conflicts.Add($"{what}: the shard {shard} has {how} than the store {store}");
        }
    }

    public ShardMerge Finish(ShardPlace? place, string? failure) => new(shard)
    {
        Place = place,
        Added = _added,
        Known = _known,
        Replaced = _replaced,
        LeftOut = _leftOut,
        Conflicts = _conflictCount,
        ConflictTexts = _conflicts,
        Failure = failure,
    };
}
