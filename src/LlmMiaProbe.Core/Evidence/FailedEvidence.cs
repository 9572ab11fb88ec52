using LlmMiaProbe.Models;

namespace LlmMiaProbe.Evidence;

/// <summary>That a model failed on a text, and may be asked again: on another node, or later.</summary>
/// <param name="Model">The model.</param>
/// <param name="Policy">See <see cref="IScorer.Policy"/>.</param>
/// <param name="Reason">A clause for people.</param>
/// <param name="Made">When.</param>
public sealed record FailedEvidence(ModelFingerprint Model, string Policy, string Reason, DateTimeOffset Made);

/// <summary>How much evidence of a model was made under one policy.</summary>
/// <param name="Policy">See <see cref="IScorer.Policy"/>; null for evidence that a version before 15 of the schema kept.</param>
/// <param name="Count">Keys, those without an answer among them.</param>
public sealed record EvidencePolicy(string? Policy, long Count);
