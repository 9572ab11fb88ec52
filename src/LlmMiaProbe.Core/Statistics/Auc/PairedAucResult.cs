namespace LlmMiaProbe.Statistics;

/// <summary>Two scores of the same documents, held against each other.</summary>
/// <param name="First">AUC of the first score.</param>
/// <param name="Second">AUC of the second score.</param>
/// <param name="Gain">The first less the second.</param>
/// <param name="Basis">How its interval was made.</param>
internal sealed record PairedAucResult(double First, double Second, Estimate Gain, IntervalBasis Basis);
