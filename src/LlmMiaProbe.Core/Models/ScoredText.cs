using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Models;

/// <summary>The outcome of scoring one prepared text: scores, or the reason why there are none.</summary>
public sealed record ScoredText(PreparedText Text, TokenScores? Scores, string? Failure);
