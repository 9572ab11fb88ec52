namespace LlmMiaProbe.Storage;

/// <summary>What a check of a whole store found.</summary>
/// <param name="Runs">Runs looked at, deleted ones left out.</param>
/// <param name="Documents">Texts by content, whether kept or not.</param>
/// <param name="Evidence">Rows of evidence.</param>
/// <param name="Attempts">Uses of attempts.</param>
/// <param name="Purged">Rows of evidence and attempts that were purged, and so cannot be held against anything.</param>
/// <param name="Problems">One sentence for each thing that is not as it was written; empty if all is well.</param>
public sealed record StoreFindings(long Runs, long Documents, long Evidence, long Attempts, long Purged, IReadOnlyList<string> Problems);
