using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Extraction;

/// <summary>What one forward pass says about a model's chance of emitting a suffix after its prefix.</summary>
/// <param name="LogPz">
/// log p_z, nats: the probability that the whole suffix is drawn, Σ log p over its tokens (Hayes et al. 2024, arXiv 2410.19482).
/// Kept as a logarithm, because 50 tokens may have a probability below the smallest double. -infinity if a token cannot be drawn.
/// </param>
/// <param name="IsGreedy">Greedy decoding emits exactly the suffix: every token is the likeliest (Carlini et al. 2022, arXiv 2202.07646).</param>
/// <param name="ExactMemorization">Share of tokens that are the likeliest at their position (Tirumala et al. 2022, arXiv 2205.10770).</param>
/// <param name="ExtractionStrength">
/// Share of the suffix, counted from its end, that greedy decoding completes when given all before it (Carlini et al. 2021, arXiv
/// 2012.07805): 1 - k/n with the smallest k such that all tokens from k on are the likeliest. 0 if even the last token is not.
/// </param>
/// <param name="RankBits">
/// Σ log2 rank (after arXiv 2604.18697). A decoder that never prefers a token to a likelier one gives a token of rank r at most
/// 1/r, so whatever its temperature and cut-offs, it emits the suffix with probability at most 2^-bits. Says nothing about
/// decoders that change the order, such as repetition penalties. Where ranks are known from below only, so are the bits.
/// </param>
public readonly record struct WindowMeasures(double LogPz, bool IsGreedy, double ExactMemorization, double ExtractionStrength, double RankBits)
{
    // No other token can have as much.
    private static readonly double s_half = Math.Log(0.5);

    /// <summary>What holds for certain: where only bounds are known, the least of each measure.</summary>
    /// <param name="suffix">Scores of a suffix of at least one token.</param>
    public static WindowMeasures Of(TokenScores suffix) => Count(suffix, suffix.TotalLogProb, whereUnknown: false);

    /// <summary>The most that each measure can be; the same where everything is known.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    public static WindowMeasures AtMost(TokenScores suffix) => Count(suffix, suffix.TotalHigh, whereUnknown: true);

    /// <summary>Whether every measure is known, and not only bounds of it.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    public static bool AreExact(TokenScores suffix) =>
        !suffix.Columns.HasFlag(ScoreColumns.Bounds) && (suffix.Columns & (ScoreColumns.Top1 | ScoreColumns.Rank)) != 0;

    private static WindowMeasures Count(TokenScores suffix, double logPz, bool whereUnknown)
    {
        var (likeliest, completed, bits) = (0, 0, 0.0);
        for (var t = 0; t < suffix.Count; t++)
        {
            var known = IsLikeliest(suffix, t);
            var isLikeliest = known ?? whereUnknown;
            likeliest += isLikeliest ? 1 : 0;
            completed = isLikeliest ? completed + 1 : 0;
            // Without ranks all that is known of a token that is not the likeliest is that it is the second at best.
            bits += suffix.Columns.HasFlag(ScoreColumns.Rank) ? Math.Log2(Math.Max(1, suffix.Rank[t])) : known == false ? 1 : 0;
        }

        return new WindowMeasures(
            logPz,
            completed == suffix.Count,
            (double)likeliest / suffix.Count,
            // The reference implementation never lets k reach n, so that it gives 1/n where nothing is completed.
            (double)completed / suffix.Count,
            bits);
    }

    private static bool? IsLikeliest(TokenScores suffix, int t) =>
        suffix.Columns.HasFlag(ScoreColumns.Top1) ? suffix.Top1[t] == suffix.Tokens[t]
        : suffix.Columns.HasFlag(ScoreColumns.Rank) && suffix.Rank[t] > 0 ? suffix.Rank[t] == 1
        : suffix.LogProb[t] > s_half ? true
        : null;
}
