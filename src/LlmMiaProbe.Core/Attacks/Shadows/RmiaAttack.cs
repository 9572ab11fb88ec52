using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Attacks;

/// <summary>Share of non-members for which the target's preference over the shadow models is smaller.</summary>
public sealed class RmiaAttack : IPopulationAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "rmia",
        Title = "RMIA, online",
        Formula = "share of z in Z with r(x) / r(z) > γ, r(x) = p(x | target) / p(x), p(x) = (mean p(x | in) + mean p(x | out)) / 2, p = exp((1/N) Σ lp_t)",
        Paper = "Zarifzadeh, Liu, Shokri 2024, arXiv 2312.03262",
        Notes = "Needs --shadows, of which some were trained on the document and some were not. "
            + "Z are the calibration non-members other than the document itself, at least 10. "
            + "p is the geometric mean of the tokens' probabilities, as in Privacy Meter. "
            + "With γ = 1 the order is that of r(x), and all documents above every z share the score 1.",
        Parameters = [RelativeRanks.Gamma],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.ShadowsIn, EvidenceRequest.ShadowsOut];

    public DocumentFeatures Features(DocumentEvidence document, AttackSettings settings) => ShadowFeatures.OfBothSides(document);

    public IReadOnlyList<AttackScore> Score(IReadOnlyList<PopulationDocument> population, AttackSettings settings) => RelativeRanks.Score(
        population,
        [.. population.Select(ShadowFeatures.From).Select(document => Rmia.OnlineLogRatio(document.Target, document.In, document.Out))],
        settings[RelativeRanks.Gamma]);
}
