using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Findings.Health;

/// <summary>How far two sets of documents lie apart in one property.</summary>
/// <param name="Auc">The chance that a document of the first set exceeds one of the second; null if it was not measured.</param>
/// <param name="Separates">
/// Of the texts as a whole, whether they tell the sets apart; of a single property false: it is described, not judged (earlier versions
/// judged it).
/// </param>
/// <param name="Reason">Why there is no AUC; null if there is one.</param>
public sealed record ShiftEstimate(Estimate? Auc, bool Separates, string? Reason);
