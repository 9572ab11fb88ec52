using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Attacks;

/// <summary>RMIA where no shadow model was trained on the document: their part is guessed from the others.</summary>
public sealed class RmiaOfflineAttack : IPopulationAttack
{
    private static readonly AttackParameter A = new(
        "a", Rmia.UsualOfflineSlope, 0, 1, "slope of the guess p_in ≈ a·p_out + (1 - a); 1 takes the models at hand for all");

    public AttackDescription Description { get; } = new()
    {
        Id = "rmia-offline",
        Title = "RMIA, offline",
        Formula = "share of z in Z with r(x) / r(z) > γ, r(x) = p(x | target) / p(x), p(x) = ((1 + a)·mean p(x | out) + 1 - a) / 2, p = exp((1/N) Σ lp_t)",
        Paper = "Zarifzadeh, Liu, Shokri 2024, arXiv 2312.03262; a = 0.3 as in Privacy Meter",
        Notes = "Needs --shadows, but none that was trained on the document. Z are the calibration non-members other than the document itself, at least 10. "
            + "The guess was made for classifiers, whose p of a member is near 1. "
            + "For language models p is a few percent, so that 1 - a outweighs the shadow models and the order comes near that of the loss; "
            + "a = 1 leaves the comparison to them. The paper tunes a on a second model; do not choose it on the labels that are judged.",
        Parameters = [RelativeRanks.Gamma, A],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.ShadowsOut];

    public DocumentFeatures Features(DocumentEvidence document, AttackSettings settings) => ShadowFeatures.OfOut(document);

    public IReadOnlyList<AttackScore> Score(IReadOnlyList<PopulationDocument> population, AttackSettings settings) => RelativeRanks.Score(
        population,
        [.. population.Select(ShadowFeatures.From).Select(document => Rmia.OfflineLogRatio(document.Target, document.Out, settings[A]))],
        settings[RelativeRanks.Gamma]);
}
