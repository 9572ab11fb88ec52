namespace LlmMiaProbe.Statistics;

/// <summary>The TPR at a bounded FPR.</summary>
/// <param name="Bound">The largest allowed false positive rate.</param>
/// <param name="Estimate">Null if the labels do not support it.</param>
/// <param name="Reason">Why there is no estimate; null if there is one.</param>
public sealed record TprAtFprEstimate(double Bound, Estimate? Estimate, string? Reason);
