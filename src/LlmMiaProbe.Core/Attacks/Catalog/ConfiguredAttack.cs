using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>An attack with its parameters.</summary>
public sealed record ConfiguredAttack(IAttack Attack, AttackSettings Settings)
{
    /// <summary>Id with every parameter, such as <c>min-k(k=0.2)</c>; what the store and all output use.</summary>
    public string Id { get; } = Settings.Spell(Attack.Description);

    /// <summary>Id without the parameters that have their defaults, for where there is no room.</summary>
    public string ShortId => Settings.SpellShort(Attack.Description);

    public IReadOnlyList<EvidenceRequest> Evidence => Attack.Evidence(Settings);

    /// <summary>See <see cref="AttackDescription.Compresses"/>.</summary>
    public bool Compresses => Attack.Description.Compresses(Settings);

    /// <summary>What the attack keeps of a document: its score, or the features that a population attack judges later.</summary>
    /// <returns>
    /// Not applicable if a model does not say what the attack reads, or gives probability 0 to a token, where means and
    /// ratios have no value.
    /// </returns>
    public DocumentFeatures Features(DocumentEvidence document) => document.FeaturesOf(Id, Compute);

    /// <summary>The scores of all documents that have features, in order.</summary>
    public IReadOnlyList<AttackScore> Score(IReadOnlyList<PopulationDocument> population) => Attack is IPopulationAttack attack
        ? attack.Score(population, Settings)
        : [.. population.Select(document => AttackScore.Of(document.Features[0]))];

    private DocumentFeatures Compute(DocumentEvidence document)
    {
        if (Missing(document) is not ScoreColumns.None and var missing)
        {
            return DocumentFeatures.NotApplicable(Reasons.Unknown(missing));
        }

        if (Evidence.Any(request => HasImpossibleToken(document, request)))
        {
            return DocumentFeatures.NotApplicable(Reasons.ImpossibleToken);
        }

        return Attack switch
        {
            IPopulationAttack population => population.Features(document, Settings),
            IDocumentAttack alone => DocumentFeatures.Of(alone.Score(document, Settings)),
            _ => throw new InvalidOperationException($"{Attack.Description.Id} is neither a document attack nor a population attack."),
        };
    }

    private ScoreColumns Missing(DocumentEvidence document) => Evidence
        .Where(request => Attack.Description.Columns != ScoreColumns.None && (request.Model == ModelRole.Target || request.Model == ModelRole.Reference))
        .Aggregate(ScoreColumns.None, (missing, request) => missing | (Attack.Description.Columns & ~document[request].Columns));

    private static bool HasImpossibleToken(DocumentEvidence document, EvidenceRequest request) => request.Model switch
    {
        var role when role == ModelRole.ShadowsIn => document.ShadowsIn.Contains(double.NegativeInfinity),
        var role when role == ModelRole.ShadowsOut => document.ShadowsOut.Contains(double.NegativeInfinity),
        _ when request.Pool is not null => false,
        _ => document[request].LogProb.Contains(float.NegativeInfinity),
    };
}
