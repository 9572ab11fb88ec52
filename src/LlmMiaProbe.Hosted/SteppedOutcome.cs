using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Hosted;

/// <summary>What is known of the probability that a model emits a suffix.</summary>
/// <param name="Window">What was measured.</param>
/// <param name="LogProb">log p_z; null if a request failed.</param>
/// <param name="Missing">Tokens of the suffix that were not among the alternatives.</param>
/// <param name="Failure">Why there is none; else null.</param>
public sealed record SteppedOutcome(SteppedWindow Window, LogProbInterval? LogProb, int Missing, string? Failure);
