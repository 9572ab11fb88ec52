using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>How much better the target predicts the text than a reference model does.</summary>
public sealed class ReferenceDifferenceAttack : IDocumentAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "reference-difference",
        Title = "Reference difference",
        Formula = "mean lp^target - mean lp^reference; per byte of UTF-8 where the tokenizers differ",
        Paper = "Carlini et al. 2021, arXiv 2012.07805; difficulty calibration of Watson et al. 2021, arXiv 2111.08440",
        Notes = "For a fine-tuned target the right reference is its own base model at the same precision. "
            + "With different tokenizers Σ lp is divided by the bytes of the text instead of the tokens. "
            + "Where a model without BOS does not score its first token, only what both models score is compared.",
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.Reference(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var (span, reason) = ComparedSpan.Of(document);
        return span is var (target, reference, units) ? AttackScore.Of((target / units) - (reference / units)) : AttackScore.NotApplicable(reason ?? "");
    }
}
