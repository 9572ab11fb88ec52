using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Attacks;

/// <summary>The target's loss as a share of the reference model's, with its sign turned.</summary>
public sealed class ReferenceRatioAttack : IDocumentAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "reference-ratio",
        Title = "Reference ratio",
        Formula = "-(mean lp^target / mean lp^reference); of sums where the tokenizers differ",
        Paper = "Carlini et al. 2021, arXiv 2012.07805",
        Notes = "Between -1 and 0 where the target predicts the text better than the reference. With different tokenizers sums over the same text are compared, so nothing depends on the number of tokens.",
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.Reference(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var (target, reference) = (document.Target, document.Reference);
        if (target.Count == 0 || reference.Count == 0)
        {
            return AttackScore.NotApplicable(Reasons.NoScoredToken);
        }

        var (numerator, denominator) = document.SameTokenizer
            ? (target.MeanLogProb, reference.MeanLogProb)
            : (target.TotalLogProb, reference.TotalLogProb);
        return denominator == 0 ? AttackScore.NotApplicable(Reasons.CertainText) : AttackScore.Of(-(numerator / denominator));
    }
}
