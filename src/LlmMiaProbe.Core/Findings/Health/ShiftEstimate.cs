using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Findings.Health;

/// <summary>How well one property tells two sets of documents apart.</summary>
/// <param name="Auc">The chance that a document of the first set exceeds one of the second; null if it was not measured.</param>
/// <param name="Separates">By the rule of <see cref="Separation"/>.</param>
/// <param name="Reason">Why there is no AUC; null if there is one.</param>
public sealed record ShiftEstimate(Estimate? Auc, bool Separates, string? Reason);
