using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Attacks;

/// <summary>How surprising the target's score would be for a shadow model that was not trained on the document.</summary>
public sealed class LiraOfflineAttack : IPopulationAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "lira-offline",
        Title = "LiRA, offline",
        Formula = "-log Pr[S ≥ s] with S ~ N(μ_out, σ_out) and s = (1/N) Σ lp_t, over the shadow models that were not trained on the document",
        Paper = "Carlini et al. 2022, arXiv 2112.03570",
        Notes = "Needs --shadows, but none that was trained on the document. One-sided, as in the paper; its released code takes a two-sided density. "
            + "With few shadow models σ_out is pooled over all documents, and the order is that of s - μ_out.",
        Parameters = [ShadowSpread.FixedBelow],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.ShadowsOut];

    public DocumentFeatures Features(DocumentEvidence document, AttackSettings settings) => ShadowFeatures.OfOut(document);

    public IReadOnlyList<AttackScore> Score(IReadOnlyList<PopulationDocument> population, AttackSettings settings)
    {
        List<ShadowFeatures> documents = [.. population.Select(ShadowFeatures.From)];
        var shadows = documents.Select(document => document.Out.Length).DefaultIfEmpty().Max();
        var shared = ShadowSpread.Shared(documents.ConvertAll(document => document.Out), shadows, settings);
        return
        [
            .. documents.Select(document => ShadowSpread.Fit(document.Out, shared) is { } fit
                ? AttackScore.Of(Lira.Offline(document.Target, fit))
                : AttackScore.NotApplicable(ShadowSpread.Unknown)),
        ];
    }
}
