namespace LlmMiaProbe.Extraction;

/// <summary>What came out of one document.</summary>
/// <param name="Ordinal">0-based position in the corpus.</param>
/// <param name="Id">Its id.</param>
/// <param name="Summaries">One a request, the target's own distribution first.</param>
/// <param name="Differences">Target minus reference, and each minus its shuffled prefixes, as far as gathered.</param>
/// <param name="Draws">One a model, the target first; null or empty if nothing was drawn.</param>
public sealed record ExtractedDocument(
    long Ordinal, string Id, IReadOnlyList<WindowSummary> Summaries, IReadOnlyList<WindowDifference> Differences, IReadOnlyList<DrawSummary>? Draws = null);
