namespace LlmMiaProbe.Corpora;

/// <param name="Documents">Documents that have at least one such partner.</param>
/// <param name="Examples">
/// Up to 20 pairs, ordered by the later document. Of exact duplicates only pairs with the first document of a text and label are shown.
/// </param>
public sealed record DuplicateCount(long Documents, IReadOnlyList<DuplicatePair> Examples);
