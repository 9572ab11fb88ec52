using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Comparisons;

/// <summary>The share of characters that the target emits with a probability or more, in two runs, over the documents that both measured.</summary>
/// <param name="Threshold">The probability p_z.</param>
/// <param name="Earlier">Share in the earlier run.</param>
/// <param name="Later">Share in the later run.</param>
/// <param name="Change">The later less the earlier with a paired bootstrap interval; null if there is too little to draw from.</param>
public sealed record CoverageChange(double Threshold, double Earlier, double Later, Estimate? Change);
