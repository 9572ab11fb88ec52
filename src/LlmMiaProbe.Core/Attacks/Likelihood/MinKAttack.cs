using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Mean of the lowest log-probabilities: a text that was never seen has more tokens that surprise.</summary>
public sealed class MinKAttack : IDocumentAttack
{
    private static readonly AttackParameter K = new("k", 0.2, 0.001, 1, "share of tokens that is averaged, at least one token");

    public AttackDescription Description { get; } = new()
    {
        Id = "min-k",
        Title = "Min-K% Prob",
        Formula = "mean of the max(1, floor(k·N)) smallest lp_t",
        Paper = "Shi et al. 2023, ICLR 2024, arXiv 2310.16789",
        Notes = "k = 1 is the loss. A text of fewer than 1/k tokens is judged by its single least likely token.",
        Parameters = [K],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings) => document.Target.Count == 0
        ? AttackScore.NotApplicable(Reasons.NoScoredToken)
        : AttackScore.Of(ExtremeTokens.MeanOfSmallest(Array.ConvertAll(document.Target.LogProb, lp => (double)lp), settings[K]));
}
