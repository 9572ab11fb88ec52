using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Attacks;

/// <summary>An attack with its parameters.</summary>
public sealed record ConfiguredAttack(IAttack Attack, AttackSettings Settings)
{
    /// <summary>Id with every parameter, such as <c>min-k(k=0.2)</c>; what the store and all output use.</summary>
    public string Id { get; } = Settings.Spell(Attack.Description);

    public IReadOnlyList<EvidenceRequest> Evidence => Attack.Evidence(Settings);

    public AttackScore Score(DocumentEvidence document) => Attack.Score(document, Settings);
}
