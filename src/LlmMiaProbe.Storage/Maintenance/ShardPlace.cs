using System.Globalization;

namespace LlmMiaProbe.Storage;

/// <summary>Which part of a plan a store holds the evidence of.</summary>
/// <param name="Plan">SHA-256 of the plan, 64 hexadecimal digits.</param>
/// <param name="Part">Index of the task, from 0.</param>
/// <param name="Restart">How often the task was started before, from 0.</param>
public sealed record ShardPlace(string Plan, int Part, int Restart)
{
    /// <summary>In words, as <c>part 7 (restart 1) of the plan 0123…</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"part {Part} (restart {Restart}) of the plan {Plan}");
}

/// <summary>A shard that was merged into a store.</summary>
/// <param name="Sha256">Of its file, 64 hexadecimal digits.</param>
/// <param name="Place">Which part it held; null if it did not say.</param>
/// <param name="Merged">When.</param>
public sealed record MergedShard(string Sha256, ShardPlace? Place, DateTimeOffset Merged);
