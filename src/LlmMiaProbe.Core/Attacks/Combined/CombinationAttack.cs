using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Other attacks, combined by weights that are fitted to the labels of other documents.</summary>
public abstract class CombinationAttack : IPopulationAttack
{
    private readonly IReadOnlyList<ConfiguredAttack> _parts;

    private protected CombinationAttack(string id, string title, string notes, IReadOnlyList<ConfiguredAttack> parts)
    {
        _parts = parts;
        List<string> names = [.. parts.Select(part => part.Attack.Description.Id)];
        Description = new AttackDescription
        {
            Id = id,
            Title = title,
            Formula = $"Σ_a w_a z_a over {string.Join(", ", names[..^1])} and {names[^1]}; "
                + "z_a the normal score of an attack's rank, w half equal shares, half weights of at least 0 by L2-regularised logistic regression",
            Paper = "Logistic regression on other attacks' scores as in Maini et al. 2024, arXiv 2406.06443, but cross-fitted",
            Notes = notes + CombinedScores.Notes,
            Compresses = _ => parts.Any(part => part.Compresses),
        };
    }

    public AttackDescription Description { get; }

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => AttackFeatures.Evidence(_parts);

    public DocumentFeatures Features(DocumentEvidence document, AttackSettings settings) => AttackFeatures.Of(_parts, document);

    public IReadOnlyList<AttackScore> Score(IReadOnlyList<PopulationDocument> population, AttackSettings settings) => CombinedScores.Of(population);
}
