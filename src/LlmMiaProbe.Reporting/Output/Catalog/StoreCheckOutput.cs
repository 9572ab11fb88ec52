namespace LlmMiaProbe.Reporting;

/// <summary>What <c>store check</c> read and found.</summary>
/// <param name="Store">Where the store is.</param>
/// <param name="Runs">Runs.</param>
/// <param name="Documents">Texts by content, kept or not.</param>
/// <param name="Evidence">Token scores.</param>
/// <param name="Attempts">Uses of attempts.</param>
/// <param name="Purged">Token scores and attempts that were purged.</param>
/// <param name="Segments">The chains of attempts.</param>
/// <param name="Problems">One sentence each; empty if all is as it was written.</param>
public sealed record StoreCheckOutput(
    string Store, long Runs, long Documents, long Evidence, long Attempts, long Purged, IReadOnlyList<SegmentOutput> Segments, IReadOnlyList<string> Problems);

/// <summary>A chain of attempts: its name, its links and the hash of the last.</summary>
public sealed record SegmentOutput(string Segment, long Links, string Head);
