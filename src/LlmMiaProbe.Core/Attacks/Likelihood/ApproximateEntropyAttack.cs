using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>How little a stretch of log-probabilities tells of the one that follows.</summary>
public sealed class ApproximateEntropyAttack : IDocumentAttack
{
    private static readonly AttackParameter M = new("m", 8, 1, 20, "length of the stretches that are compared, tokens") { IsInteger = true };
    private static readonly AttackParameter R = new("r", 0.8, 0.01, 10, "difference up to which two tokens match, in standard deviations of the series");
    private static readonly AttackParameter Tokens = LeadingTokens.CutOff(2000);

    public AttackDescription Description { get; } = new()
    {
        Id = "approximate-entropy",
        Title = "Approximate entropy",
        Formula = "|Φ_m - Φ_{m+1}|, Φ_m the mean of log(share of all stretches of m log-probabilities within r·sd of stretch i in every place)",
        Paper = "Feature of CAMIA, Chang et al. 2024, EMNLP 2025, arXiv 2409.13745 (m = 8, r = 0.8, there over ten copies of the text)",
        Notes = "Depends strongly on the length of the series: compare texts that reach the cut-off, or of like length. "
            + "The sign is fixed (less regular is a member), as in LeakPro's port, and is the least certain of CAMIA's; "
            + "the paper's released code takes it from the labels that it then judges.",
        Parameters = [M, R, Tokens],
        OnRequest = true,
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var series = LeadingTokens.Of(document.Target, settings[Tokens]);
        var m = (int)settings[M];
        if (series.Length < m + 2)
        {
            return AttackScore.NotApplicable(LeadingTokens.TooFew(m + 2));
        }

        var mean = series.Average();
        var tolerance = settings[R] * Math.Sqrt(series.Average(lp => (lp - mean) * (lp - mean)));
        return AttackScore.Of(Math.Abs(Phi(series, m, tolerance) - Phi(series, m + 1, tolerance)));
    }

    private static double Phi(double[] series, int m, double tolerance)
    {
        var stretches = series.Length - m + 1;
        var sum = 0.0;
        for (var i = 0; i < stretches; i++)
        {
            var alike = 0;
            for (var j = 0; j < stretches; j++)
            {
                alike += Match(series.AsSpan(i, m), series.AsSpan(j, m), tolerance) ? 1 : 0;
            }

            sum += Math.Log((double)alike / stretches);
        }

        return sum / stretches;
    }

    private static bool Match(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double tolerance)
    {
        for (var k = 0; k < a.Length; k++)
        {
            if (Math.Abs(a[k] - b[k]) > tolerance)
            {
                return false;
            }
        }

        return true;
    }
}
