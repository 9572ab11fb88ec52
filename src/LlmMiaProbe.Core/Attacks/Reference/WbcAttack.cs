using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Windows of several lengths vote on whether the target predicts them better than the reference does.</summary>
public sealed class WbcAttack : IDocumentAttack
{
    private static readonly AttackParameter Smallest = new("smallest", 2, 1, 10_000, "shortest window, tokens") { IsInteger = true };
    private static readonly AttackParameter Largest = new("largest", 40, 1, 10_000, "longest window, tokens") { IsInteger = true };
    private static readonly AttackParameter Lengths = new("lengths", 10, 1, 100, "number of window lengths, in geometric steps") { IsInteger = true };

    public AttackDescription Description { get; } = new()
    {
        Id = "wbc",
        Title = "WBC (window-based comparison)",
        Formula = "mean over w of T(w), the share of windows of w successive tokens with Σ (lp^target_t - lp^reference_t) > 0; "
            + "w_k = round(smallest · (largest / smallest)^((k-1) / (lengths-1)))",
        Paper = "Chen et al. 2026, arXiv 2601.02751",
        Notes = "Window lengths by the paper's formula: 2, 3, 4, 5, 8, 11, 15, 21, 29, 40 (its released configuration has 2, 3, 4, 6, 9, 13, 18, 25, 32, 40: "
            + "on the 800 passages of the lab AUC .903 instead of .904, scores at most .026 apart). "
            + "A tie is no vote for membership. A window longer than the document becomes the whole document, and is counted again for each such length. "
            + "Needs equal tokens in both models; for a fine-tuned target the reference is its own base model. Between 0 and 1; "
            + "short documents have few distinct values.",
        Parameters = [Smallest, Largest, Lengths],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.Reference(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var (target, reference) = (document.Target, document.Reference);
        if (AlignedTokens.Refusal(document, target, reference) is { } refusal)
        {
            return AttackScore.NotApplicable(refusal);
        }

        if (target.Count == 0)
        {
            return AttackScore.NotApplicable(Reasons.NoScoredToken);
        }

        var differences = AlignedTokens.Differences(target, reference);
        var lengths = WindowLengths((int)settings[Smallest], (int)settings[Largest], (int)settings[Lengths]);
        return AttackScore.Of(lengths.Sum(length => ShareAbove(differences, length)) / lengths.Count);
    }

    /// <summary>Geometric steps from the smallest to the largest length, rounded; lengths that round alike are kept.</summary>
    public static IReadOnlyList<int> WindowLengths(int smallest, int largest, int count) => count == 1
        ? [smallest]
        : [.. Enumerable.Range(0, count).Select(k => (int)Math.Round(smallest * Math.Pow((double)largest / smallest, (double)k / (count - 1))))];

    private static double ShareAbove(double[] differences, int length)
    {
        var windows = SlidingWindows.Means(differences, length);
        return windows.Count(mean => mean > 0) / (double)windows.Length;
    }
}
