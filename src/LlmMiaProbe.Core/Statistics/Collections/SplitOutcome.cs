namespace LlmMiaProbe.Statistics;

/// <summary>What one kind of features tells about two sets over several random halves. Kept as JSON.</summary>
/// <param name="PValue">Twice the median over halves, at most 1.</param>
/// <param name="LowestPValue">The lowest of a single half.</param>
/// <param name="HighestPValue">The highest of a single half.</param>
/// <param name="Auc">Of documents' mean scores from the halves in which they were not fitted.</param>
public sealed record SplitOutcome(double PValue, double LowestPValue, double HighestPValue, Estimate Auc);
