using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>An attack with its parameters.</summary>
public sealed record ConfiguredAttack(IAttack Attack, AttackSettings Settings)
{
    /// <summary>Id with every parameter, such as <c>min-k(k=0.2)</c>; what the store and all output use.</summary>
    public string Id { get; } = Settings.Spell(Attack.Description);

    public IReadOnlyList<EvidenceRequest> Evidence => Attack.Evidence(Settings);

    /// <summary>The attack's score; not applicable if a model gives probability 0 to a token, where means and ratios have no value.</summary>
    public AttackScore Score(DocumentEvidence document) => Evidence.Any(request => HasImpossibleToken(document[request]))
        ? AttackScore.NotApplicable(Reasons.ImpossibleToken)
        : Attack.Score(document, Settings);

    private static bool HasImpossibleToken(TokenScores scores) => scores.LogProb.Contains(float.NegativeInfinity);
}
