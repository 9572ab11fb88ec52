using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Attacks;

/// <summary>How varied the series of log-probabilities is: that of a text that was seen is more monotonous.</summary>
public sealed class LempelZivAttack : IDocumentAttack
{
    private static readonly AttackParameter Bins = new("bins", 3, 2, 100, "bins of equal width between the smallest and the largest log-probability") { IsInteger = true };
    private static readonly AttackParameter Tokens = LeadingTokens.CutOff(1_000_000);

    public AttackDescription Description { get; } = new()
    {
        Id = "lempel-ziv",
        Title = "Lempel-Ziv complexity",
        Formula = "-(number of different words that LZ78 finds in the binned lp_t) / (number of lp_t)",
        Paper = "Feature of CAMIA, Chang et al. 2024, EMNLP 2025, arXiv 2409.13745 (3, 4 and 5 bins over 200 tokens)",
        Notes = "Falls with the length of the series whatever it holds, so compare texts that reach the cut-off, or of like length. The sign is fixed (simpler is a member); the paper's released code takes it from the labels that it then judges.",
        Parameters = [Bins, Tokens],
        OnRequest = true,
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var series = LeadingTokens.Of(document.Target, settings[Tokens]);
        return series.Length < 2
            ? AttackScore.NotApplicable(LeadingTokens.TooFew)
            : AttackScore.Of(-(double)Words(Binned(series, (int)settings[Bins])) / series.Length);
    }

    private static char[] Binned(double[] series, int bins)
    {
        var (smallest, largest) = (series.Min(), series.Max());
        return Array.ConvertAll(series, lp => (char)(largest == smallest ? 0 : Math.Min(bins - 1, (int)((lp - smallest) / (largest - smallest) * bins))));
    }

    /// <summary>Words of an LZ78 parse; an incomplete last word is not counted.</summary>
    private static int Words(char[] symbols)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var start = 0;
        for (var end = 1; end <= symbols.Length; end++)
        {
            if (words.Add(new string(symbols[start..end])))
            {
                start = end;
            }
        }

        return words.Count;
    }
}
