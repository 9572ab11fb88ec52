namespace LlmMiaProbe.Attacks;

/// <summary>The attacks that need one pass of the target, combined.</summary>
public sealed class CombinedAttack() : CombinationAttack(
    "combined",
    "Combined attacks",
    "Costs nothing beyond the passes that these attacks share.",
    CombinedScores.WithoutReference);
