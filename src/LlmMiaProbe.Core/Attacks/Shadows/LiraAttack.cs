using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Attacks;

/// <summary>Whether the target's score fits the shadow models that were trained on the document better than those that were not.</summary>
public sealed class LiraAttack : IPopulationAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "lira",
        Title = "LiRA, online",
        Formula = "log N(s; μ_in, σ_in) - log N(s; μ_out, σ_out) with s = (1/N) Σ lp_t, over the shadow models that were (in) or were not "
            + "(out) trained on the document",
        Paper = "Carlini et al. 2022, arXiv 2112.03570; s for language models as Hayes et al. 2025, arXiv 2505.18773",
        Notes = "Needs --shadows: models trained like the target, each on another part of the documents; more are better, 64 or more in the paper. "
            + "With few of them one σ, pooled over all documents and both sides, stands for σ_in and σ_out (fixed variance; "
            + "the paper's released code shares one as well), so that the score rises with s wherever μ_in > μ_out. "
            + "With a σ of each side the score expects a target that was trained like the shadows: "
            + "where s lies beyond both, it follows the wider of the two, upwards and downwards.",
        Parameters = [ShadowSpread.FixedBelow],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.ShadowsIn, EvidenceRequest.ShadowsOut];

    public DocumentFeatures Features(DocumentEvidence document, AttackSettings settings) => ShadowFeatures.OfBothSides(document);

    public IReadOnlyList<AttackScore> Score(IReadOnlyList<PopulationDocument> population, AttackSettings settings)
    {
        List<ShadowFeatures> documents = [.. population.Select(ShadowFeatures.From)];
        var shadows = documents.Select(document => document.In.Length + document.Out.Length).FirstOrDefault();
        var shared = ShadowSpread.Shared([.. documents.Select(document => document.In), .. documents.Select(document => document.Out)], shadows, settings);
        return
        [
            .. documents.Select(document => ShadowSpread.Fit(document.In, shared) is { } inFit && ShadowSpread.Fit(document.Out, shared) is { } outFit
                ? AttackScore.Of(Lira.Online(document.Target, inFit, outFit))
                : AttackScore.NotApplicable(ShadowSpread.Unknown)),
        ];
    }
}
