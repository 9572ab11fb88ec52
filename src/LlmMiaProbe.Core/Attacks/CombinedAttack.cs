using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Attacks;

/// <summary>The attacks that need one pass of the target, combined.</summary>
public sealed class CombinedAttack : IPopulationAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "combined",
        Title = "Combined attacks",
        Formula = "Σ_a w_a z_a over loss, zlib, min-k, min-k-plus-plus, max-k and win-k; z_a the normal score of an attack's rank, w half equal shares, half weights of at least 0 by L2-regularised logistic regression",
        Paper = CombinedScores.Paper,
        Notes = "Costs nothing beyond the passes that these attacks share." + CombinedScores.Notes,
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => AttackFeatures.Evidence(CombinedScores.WithoutReference);

    public DocumentFeatures Features(DocumentEvidence document, AttackSettings settings) => AttackFeatures.Of(CombinedScores.WithoutReference, document);

    public IReadOnlyList<AttackScore> Score(IReadOnlyList<PopulationDocument> population, AttackSettings settings) => CombinedScores.Of(population);
}
