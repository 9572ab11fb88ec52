using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Probing;

/// <summary>The score of one attack (its spelled-out id) on one document of a run.</summary>
public sealed record StoredScore(long Ordinal, string Attack, AttackScore Score);
