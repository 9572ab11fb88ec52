using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Distance between the likeliest and the unlikeliest tokens, compared with that of texts with swapped words.</summary>
public sealed class PacAttack : IDocumentAttack
{
    private static readonly AttackParameter N = new("n", 5, 1, 100, "texts with swapped words") { IsInteger = true };
    private static readonly AttackParameter Share = new("share", 0.3, 0.01, 1, "swaps per word");
    private static readonly AttackParameter High = new("high", 0.05, 0.001, 1, "share of likeliest tokens that is averaged, at least one token");
    private static readonly AttackParameter Low = new("low", 0.3, 0.001, 1, "share of unlikeliest tokens that is averaged, at least one token");
    private static readonly AttackParameter Seed = new("seed", 0, 0, int.MaxValue, "seed of the swaps") { IsInteger = true };

    public AttackDescription Description { get; } = new()
    {
        Id = "pac",
        Title = "Polarised augment calibration",
        Formula = "-(PD(text) - (1/n) Σ_j PD(swapped_j)), PD = mean of the largest lp_t - mean of the smallest lp_t",
        Paper = "Ye et al. 2024, ACL 2024, arXiv 2405.11930",
        Notes = "Costs n further passes over each document, so it runs only when named.",
        OnRequest = true,
        Parameters = [N, Share, High, Low, Seed],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), .. Swapped(settings)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var swapped = Swapped(settings).Select(request => document[request]).ToList();
        return document.Target.Count == 0 || swapped.Any(text => text.Count == 0)
            ? AttackScore.NotApplicable(Reasons.NoScoredToken)
            : AttackScore.Of(swapped.Average(text => PolarisedDistance(text, settings)) - PolarisedDistance(document.Target, settings));
    }

    private static double PolarisedDistance(TokenScores scores, AttackSettings settings)
    {
        var values = Array.ConvertAll(scores.LogProb, lp => (double)lp);
        return ExtremeTokens.MeanOfLargest(values, settings[High]) - ExtremeTokens.MeanOfSmallest(values, settings[Low]);
    }

    private static IEnumerable<EvidenceRequest> Swapped(AttackSettings settings) => Enumerable.Range(0, (int)settings[N])
        .Select(i => EvidenceRequest.Target(new SwappedWords(i, settings[Share], (int)settings[Seed])));
}
