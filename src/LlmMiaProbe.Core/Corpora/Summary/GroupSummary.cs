namespace LlmMiaProbe.Corpora;

/// <param name="Groups">Number of different groups.</param>
/// <param name="Mixed">Groups that hold both members and non-members.</param>
/// <param name="UngroupedDocuments">Documents that name no group.</param>
public sealed record GroupSummary(long Groups, long Mixed, long UngroupedDocuments);
