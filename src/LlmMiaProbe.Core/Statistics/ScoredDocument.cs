using LlmMiaProbe.Corpora;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Statistics;

/// <summary>What the evaluation of one attack needs to know of a document.</summary>
/// <param name="Label">Known membership.</param>
/// <param name="Group">Documents of one group depend on each other; null if the document stands alone.</param>
/// <param name="Score">Higher means more likely a member.</param>
/// <param name="Copies">Near-duplicates have the same; null if there are none.</param>
public readonly record struct ScoredDocument(Membership Label, string? Group, AttackScore Score, string? Copies = null);
