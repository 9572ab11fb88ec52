using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>How many tokens are predicted better than the text is on average, or was so far.</summary>
public sealed class AboveMeanAttack : IDocumentAttack
{
    private static readonly AttackParameter Running = new("running", 1, 0, 1, "1 compares with the mean of the tokens before, 0 with the mean of all")
    {
        IsInteger = true,
    };
    private static readonly AttackParameter Tokens = LeadingTokens.CutOff(1_000_000);

    public AttackDescription Description { get; } = new()
    {
        Id = "above-mean",
        Title = "Tokens above the mean",
        Formula = "share of t ≥ 2 with lp_t above the mean of lp_1 … lp_{t-1}; with running=0, share of all t with lp_t above the mean of all",
        Paper = "Feature of CAMIA, Chang et al. 2024, EMNLP 2025, arXiv 2409.13745",
        Notes = "Looks at the shape of the series and not at its level: few deep dips put most tokens above the mean. The sign is fixed (more is a member); "
            + "the paper's released code takes it from the labels that it then judges.",
        Parameters = [Running, Tokens],
        OnRequest = true,
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var series = LeadingTokens.Of(document.Target, settings[Tokens]);
        return series.Length < 2
            ? AttackScore.NotApplicable(LeadingTokens.TooFew(2))
            : AttackScore.Of(settings[Running] == 1 ? AboveRunningMean(series) : AboveMean(series));
    }

    private static double AboveMean(double[] series)
    {
        var mean = series.Average();
        return series.Average(lp => lp > mean ? 1.0 : 0.0);
    }

    private static double AboveRunningMean(double[] series)
    {
        var (above, sum) = (0, series[0]);
        for (var t = 1; t < series.Length; t++)
        {
            above += series[t] > sum / t ? 1 : 0;
            sum += series[t];
        }

        return above / (series.Length - 1.0);
    }
}
