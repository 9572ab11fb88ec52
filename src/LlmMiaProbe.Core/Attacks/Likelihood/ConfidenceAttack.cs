using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>How sure the model is of its own best guess, right or wrong.</summary>
public sealed class ConfidenceAttack : IDocumentAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "confidence",
        Title = "Top-1 confidence",
        Formula = "(1/N) Σ max_v log p(v | x_<t)",
        Paper = "Salem et al. 2019, NDSS 2019, arXiv 1806.01246 (adversary 3, highest posterior), per token in log-probability",
        Columns = ScoreColumns.Top1,
        Notes = "Looks at the likeliest token and not at the one that followed (that is the loss), so it follows how predictable a text is more than whether "
            + "it was seen: a weak baseline.",
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings) => document.Target.Count == 0
        ? AttackScore.NotApplicable(Reasons.NoScoredToken)
        : AttackScore.Of(document.Target.Top1LogProb.Average(lp => (double)lp));
}
