using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>The target's loss as a share of the reference model's, with its sign turned.</summary>
public sealed class ReferenceRatioAttack : IDocumentAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "reference-ratio",
        Title = "Reference ratio",
        Formula = "-(Σ lp^target / Σ lp^reference) over what both models score of the text",
        Paper = "Carlini et al. 2021, arXiv 2012.07805",
        Notes = "Between -1 and 0 where the target predicts the text better than the reference. "
            + "Sums over the same text are compared, so with different tokenizers nothing depends on the number of tokens.",
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.Reference(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var (span, reason) = ComparedSpan.Of(document);
        return span is not var (target, reference, _) ? AttackScore.NotApplicable(reason ?? "")
            : reference == 0 ? AttackScore.NotApplicable(Reasons.CertainText)
            : AttackScore.Of(-(target / reference));
    }
}
