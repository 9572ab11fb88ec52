namespace LlmMiaProbe.Statistics;

/// <summary>How the intervals of an evaluation were made.</summary>
/// <param name="Unit">What was drawn.</param>
/// <param name="Units">How many of them there are to draw from.</param>
/// <param name="Resamples">How many resamples the intervals rest on.</param>
/// <param name="Redrawn">Resamples thrown away and drawn again because they held only members or only non-members.</param>
/// <param name="Note">Why this unit, for people.</param>
public sealed record IntervalBasis(ResamplingUnit Unit, int Units, int Resamples, int Redrawn, string Note);
