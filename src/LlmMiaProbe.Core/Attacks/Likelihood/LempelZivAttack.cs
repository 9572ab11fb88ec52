using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>How varied the series of log-probabilities is: that of a text that was seen is more monotonous.</summary>
public sealed class LempelZivAttack : IDocumentAttack
{
    private const int Levels = 100;

    private static readonly AttackParameter Bins = new("bins", 3, 2, 100, "bins of equal width, into which 100 levels of log-probability are put together")
    {
        IsInteger = true,
    };
    private static readonly AttackParameter Tokens = LeadingTokens.CutOff(1_000_000);

    public AttackDescription Description { get; } = new()
    {
        Id = "lempel-ziv",
        Title = "Lempel-Ziv complexity",
        Formula = "-(number of different words that LZ78 finds in the binned lp_t) / (number of lp_t)",
        Paper = "Feature of CAMIA, Chang et al. 2024, EMNLP 2025, arXiv 2409.13745 (3, 4 and 5 bins over 200 tokens)",
        Notes = "Binned as in the released code: into 100 levels between the smallest log-probability and 0, and those into bins of equal width. "
            + "Falls with the length of the series whatever it holds, so compare texts that reach the cut-off, or of like length. "
            + "The sign is fixed (simpler is a member); the paper's released code takes it from the labels that it then judges.",
        Parameters = [Bins, Tokens],
        OnRequest = true,
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var series = LeadingTokens.Of(document.Target, settings[Tokens]);
        return series.Length < 2
            ? AttackScore.NotApplicable(LeadingTokens.TooFew(2))
            : AttackScore.Of(-(double)Words(Binned(series, (int)settings[Bins])) / series.Length);
    }

    private static char[] Binned(double[] series, int bins)
    {
        // Into 100 levels between the smallest log-probability and 0 first, as the released code does before it bins.
        var smallest = series.Min();
        var levels = Array.ConvertAll(series, lp => smallest == 0 ? 0 : (int)Math.Ceiling((lp - smallest) / -smallest * (Levels - 1)));
        var (lowest, highest) = (levels.Min(), levels.Max());

        // A level on the edge of two bins belongs to the lower one.
        return Array.ConvertAll(
            levels, level => (char)(highest == lowest ? 0 : Math.Max(0, ((((level - lowest) * bins) + (highest - lowest) - 1) / (highest - lowest)) - 1)));
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
