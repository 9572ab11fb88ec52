using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>How much a run covered.</summary>
/// <param name="Documents">Documents that were registered.</param>
/// <param name="Scored">Of these, documents with a result.</param>
/// <param name="Failed">Of these, documents without one.</param>
/// <param name="Cached">Texts that the store held already.</param>
/// <param name="TokensDecoded">Tokens that models read or produced for it.</param>
/// <param name="Unreadable">Lines and records of the corpus that are no document.</param>
/// <param name="LeftOut">Files of folders that are not read.</param>
public sealed record CountsOutput(long Documents, long Scored, long Failed, long Cached, long TokensDecoded, long Unreadable, long LeftOut)
{
    public static CountsOutput Of(RunCounts counts) => new(
        counts.Documents, counts.Scored, counts.Failed, counts.Cached, counts.TokensDecoded, counts.Unreadable, counts.LeftOut);
}
