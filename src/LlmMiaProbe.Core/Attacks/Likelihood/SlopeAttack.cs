using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Whether the text is predicted better and better as it goes on.</summary>
public sealed class SlopeAttack : IDocumentAttack
{
    private static readonly AttackParameter Tokens = LeadingTokens.CutOff(1_000_000);

    public AttackDescription Description { get; } = new()
    {
        Id = "slope",
        Title = "Slope",
        Formula = "least-squares slope of lp_t over t = 1, 2, … of the first tokens, nats per token",
        Paper = "Feature of CAMIA, Chang et al. 2024, EMNLP 2025, arXiv 2409.13745 (there over ten copies of the text)",
        Notes = "Weak alone. The sign is fixed (rising is a member), as in LeakPro's port; "
            + "the paper's released code takes it from the labels that it then judges.",
        Parameters = [Tokens],
        OnRequest = true,
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var series = LeadingTokens.Of(document.Target, settings[Tokens]);
        return series.Length < 2 ? AttackScore.NotApplicable(LeadingTokens.TooFew(2)) : AttackScore.Of(SlopeOf(series));
    }

    private static double SlopeOf(double[] series)
    {
        var (middle, mean) = ((series.Length - 1) / 2.0, series.Average());
        var (together, alone) = (0.0, 0.0);
        for (var t = 0; t < series.Length; t++)
        {
            together += (t - middle) * (series[t] - mean);
            alone += (t - middle) * (t - middle);
        }

        return together / alone;
    }
}
