using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Statistics;

/// <summary>What the evaluation of one attack needs to know of a document.</summary>
public readonly record struct ScoredDocument(Membership Label, string? Group, AttackScore Score);
