using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Attacks;

/// <summary>How many deviations the target's score lies above those of shadow models that were not trained on the document.</summary>
public sealed class ZScoreAttack : IDocumentAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "z-score",
        Title = "Z-score",
        Formula = "(s - μ_out) / σ_out with s = (1/N) Σ lp_t, over the shadow models that were not trained on the document",
        Paper = "Common practice; offline LiRA of Carlini et al. 2022, arXiv 2112.03570 with a variance for each document",
        Notes = "Needs --shadows with at least two models that were not trained on the document. "
            + "Its σ_out is the document's own, so a handful of models makes it noisy: lira-offline pools it.",
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.ShadowsOut];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        if (document.Target.Count == 0 || document.ShadowsOut.Count == 0)
        {
            return AttackScore.NotApplicable(document.Target.Count == 0 ? Reasons.NoScoredToken : Reasons.NoShadowOut);
        }

        var others = NormalFit.Of([.. document.ShadowsOut]);
        return others.Deviation > 0
            ? AttackScore.Of(ZScore.Of(document.Target.MeanLogProb, others))
            : AttackScore.NotApplicable(ShadowSpread.Unknown);
    }
}
