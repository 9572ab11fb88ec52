using LlmMiaProbe.Evidence;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Attacks;

/// <summary>Whether the target's score fits the shadow models that were trained on the document better than those that were not.</summary>
public sealed class LiraAttack : IPopulationAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "lira",
        Title = "LiRA, online",
        Formula = "log N(s; μ_in, σ_in) - log N(s; μ_out, σ_out) with s = (1/N) Σ lp_t, over the shadow models that were (in) or were not (out) trained on the document",
        Paper = "Carlini et al. 2022, arXiv 2112.03570; s for language models as Hayes et al. 2025, arXiv 2505.18773",
        Notes = "Needs --shadows: models trained like the target, each on another part of the documents; more are better, 64 or more in the paper. "
            + "With few of them σ_in and σ_out are pooled over all documents (the paper's fixed variance). "
            + "It expects a target that was trained like the shadows: where the target has learnt much more than they, s lies far from both and the score follows the wider of the two.",
        Parameters = [ShadowSpread.FixedBelow],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.ShadowsIn, EvidenceRequest.ShadowsOut];

    public DocumentFeatures Features(DocumentEvidence document, AttackSettings settings) => ShadowFeatures.OfBothSides(document);

    public IReadOnlyList<AttackScore> Score(IReadOnlyList<PopulationDocument> population, AttackSettings settings)
    {
        List<ShadowFeatures> documents = [.. population.Select(ShadowFeatures.From)];
        var shadows = documents.Select(document => document.In.Length + document.Out.Length).FirstOrDefault();
        var trained = ShadowSpread.Fit(documents.ConvertAll(document => document.In), shadows, settings);
        var others = ShadowSpread.Fit(documents.ConvertAll(document => document.Out), shadows, settings);
        return
        [
            .. documents.Select((document, i) => trained[i] is { } inFit && others[i] is { } outFit
                ? AttackScore.Of(Lira.Online(document.Target, inFit, outFit))
                : AttackScore.NotApplicable(ShadowSpread.Unknown)),
        ];
    }
}
