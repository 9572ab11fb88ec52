using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Mean log-probability of the beginning of a text, where context helps least and memory most.</summary>
public sealed class CutOffLossAttack : IDocumentAttack
{
    private static readonly AttackParameter Tokens = LeadingTokens.CutOff(1_000_000);

    public AttackDescription Description { get; } = new()
    {
        Id = "cut-off-loss",
        Title = "Cut-off loss",
        Formula = "mean of lp_t over the first tokens",
        Paper = "Feature of CAMIA, Chang et al. 2024, EMNLP 2025, arXiv 2409.13745 (cut-offs of 200 and 300 tokens)",
        Notes = "The loss of the beginning only, so a text that is shorter than the cut-off scores as under loss.",
        Parameters = [Tokens],
        OnRequest = true,
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings) => document.Target.Count == 0
        ? AttackScore.NotApplicable(Reasons.NoScoredToken)
        : AttackScore.Of(LeadingTokens.Of(document.Target, settings[Tokens]).Average());
}
