using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Mean of the highest log-probabilities.</summary>
public sealed class MaxKAttack : IDocumentAttack
{
    private static readonly AttackParameter K = new("k", 0.2, 0.001, 1, "share of tokens that is averaged, at least one token");

    public AttackDescription Description { get; } = new()
    {
        Id = "max-k",
        Title = "Max-K% Prob",
        Formula = "mean of the max(1, floor(k·N)) largest lp_t",
        Paper = "Feature of Maini, Jia, Papernot, Dziedzic 2024, NeurIPS 2024, arXiv 2406.06443",
        Notes = "Weak alone: in fluent text the likeliest tokens are likely anyway. Useful beside others.",
        Parameters = [K],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings) => document.Target.Count == 0
        ? AttackScore.NotApplicable(Reasons.NoScoredToken)
        : AttackScore.Of(ExtremeTokens.MeanOfLargest(Array.ConvertAll(document.Target.LogProb, lp => (double)lp), settings[K]));
}
