using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>How many tokens are predicted at least so well.</summary>
public sealed class AboveThresholdAttack : IDocumentAttack
{
    private static readonly AttackParameter Threshold = new("threshold", -2, -100, 0, "log-probability that a token must reach, nats");
    private static readonly AttackParameter Tokens = LeadingTokens.CutOff(1_000_000);

    public AttackDescription Description { get; } = new()
    {
        Id = "above-threshold",
        Title = "Tokens above a threshold",
        Formula = "share of the first tokens with lp_t ≥ threshold",
        Paper = "Feature of CAMIA, Chang et al. 2024, EMNLP 2025, arXiv 2409.13745 (thresholds of -1, -2 and -3 nats over 200 tokens)",
        Notes = "Few distinct values on short texts. A token far below the threshold counts no more than one just below it.",
        Parameters = [Threshold, Tokens],
        OnRequest = true,
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings) => document.Target.Count == 0
        ? AttackScore.NotApplicable(Reasons.NoScoredToken)
        : AttackScore.Of(LeadingTokens.Of(document.Target, settings[Tokens]).Average(lp => lp >= settings[Threshold] ? 1.0 : 0.0));
}
