using LlmMiaProbe.Attacks;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Samples.OwnAttack;

/// <summary>The log-probability of the least likely token: what was learned has no token that comes as a surprise.</summary>
public sealed class LeastLikelyAttack : IDocumentAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "least-likely",
        Title = "Least likely token",
        Formula = "min_t lp_t",
        Paper = "min-k (Shi et al. 2024, arXiv 2310.16789) for k so small that one token is left",
        Notes = "One rare name decides it, so it follows the text more than its training; longer texts score lower.",
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings) => document.Target.Count == 0
        ? AttackScore.NotApplicable("no token was scored")
        : AttackScore.Of(document.Target.LogProb.Min());
}
