using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Min-K% over log-probabilities that are standardised by the model's own prediction at each position.</summary>
public sealed class MinKPlusPlusAttack : IDocumentAttack
{
    /// <summary>Variance below which a prediction counts as certain; keeps z_t finite.</summary>
    public const double SmallestVariance = 1e-12;

    private static readonly AttackParameter K = new("k", 0.2, 0.001, 1, "share of tokens that is averaged, at least one token");

    public AttackDescription Description { get; } = new()
    {
        Id = "min-k-plus-plus",
        Title = "Min-K%++",
        Formula = "mean of the max(1, floor(k·N)) smallest z_t = (lp_t - μ_t) / σ_t, with μ_t = Σ_v p(v) log p(v) and σ_t² = Σ_v p(v) log² p(v) - μ_t² under "
            + "the model's own prediction",
        Paper = "Zhang J. et al. 2024, ICLR 2025, arXiv 2404.02936",
        Columns = ScoreColumns.Moments,
        Notes = "Mean and variance are weighted by probability and taken over the whole vocabulary; σ_t² is at least 1e-12. "
            + "Needs full distributions, so a hosted model cannot give it.",
        Parameters = [K],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var target = document.Target;
        if (target.Count == 0)
        {
            return AttackScore.NotApplicable(Reasons.NoScoredToken);
        }

        var z = new double[target.Count];
        for (var t = 0; t < z.Length; t++)
        {
            z[t] = ((double)target.LogProb[t] + target.Entropy[t]) / Math.Sqrt(Math.Max(target.Variance[t], SmallestVariance));
        }

        return AttackScore.Of(ExtremeTokens.MeanOfSmallest(z, settings[K]));
    }
}
