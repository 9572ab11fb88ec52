using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Min-K% over the means of sliding windows: one odd token counts less than a surprising stretch.</summary>
public sealed class WinKAttack : IDocumentAttack
{
    private static readonly AttackParameter W = new("w", 3, 1, 1000, "length of a window, tokens") { IsInteger = true };
    private static readonly AttackParameter K = new("k", 0.2, 0.001, 1, "share of windows that is averaged, at least one window");

    public AttackDescription Description { get; } = new()
    {
        Id = "win-k",
        Title = "Win-k",
        Formula = "mean of the max(1, floor(k·M)) smallest of the M = N - w + 1 window means (1/w) Σ_{i<w} lp_{t+i}",
        Paper = "Arkhmammadova, Tamar, Gursoy 2025, arXiv 2508.01268",
        Notes = "Made for small models. The paper chooses w and k for each model; do not choose them on the labels that are judged. w = 1 is Min-K% Prob. "
            + "A text shorter than w is one window, which is the loss.",
        Parameters = [W, K],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        if (document.Target.Count == 0)
        {
            return AttackScore.NotApplicable(Reasons.NoScoredToken);
        }

        var logProb = Array.ConvertAll(document.Target.LogProb, lp => (double)lp);
        return AttackScore.Of(ExtremeTokens.MeanOfSmallest(SlidingWindows.Means(logProb, (int)settings[W]), settings[K]));
    }
}
