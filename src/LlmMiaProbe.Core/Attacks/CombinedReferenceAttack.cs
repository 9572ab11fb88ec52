using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Attacks;

/// <summary>The attacks that need one pass of the target and one of the reference, combined.</summary>
public sealed class CombinedReferenceAttack : IPopulationAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "combined-reference",
        Title = "Combined attacks with a reference",
        Formula = "Σ_a w_a z_a over loss, zlib, min-k, min-k-plus-plus, max-k, win-k, reference-difference, ez-mia and wbc; z_a the normal score of an attack's rank, w half equal shares, half weights of at least 0 by L2-regularised logistic regression",
        Paper = CombinedScores.Paper,
        Notes = "Needs equal tokens in both models, as ez-mia and wbc do." + CombinedScores.Notes,
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => AttackFeatures.Evidence(CombinedScores.WithReference);

    public DocumentFeatures Features(DocumentEvidence document, AttackSettings settings) => AttackFeatures.Of(CombinedScores.WithReference, document);

    public IReadOnlyList<AttackScore> Score(IReadOnlyList<PopulationDocument> population, AttackSettings settings) => CombinedScores.Of(population);
}
