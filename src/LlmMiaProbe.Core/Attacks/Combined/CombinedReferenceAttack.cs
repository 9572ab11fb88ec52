namespace LlmMiaProbe.Attacks;

/// <summary>The attacks that need one pass of the target and one of the reference, combined.</summary>
public sealed class CombinedReferenceAttack() : CombinationAttack(
    "combined-reference",
    "Combined attacks with a reference",
    "Needs equal tokens in both models, as ez-mia and wbc do.",
    CombinedScores.WithReference);
