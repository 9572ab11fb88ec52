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
/// decoders that change the order, such as repetition penalties.
/// </param>
public readonly record struct WindowMeasures(double LogPz, bool IsGreedy, double ExactMemorization, double ExtractionStrength, double RankBits)
{
    /// <param name="suffix">Scores of a suffix of at least one token.</param>
    public static WindowMeasures Of(TokenScores suffix)
    {
        var (likeliest, completed, bits) = (0, 0, 0.0);
        for (var t = 0; t < suffix.Count; t++)
        {
            var isLikeliest = suffix.Top1[t] == suffix.Tokens[t];
            likeliest += isLikeliest ? 1 : 0;
            completed = isLikeliest ? completed + 1 : 0;
            bits += Math.Log2(suffix.Rank[t]);
        }

        return new WindowMeasures(
            suffix.TotalLogProb,
            completed == suffix.Count,
            (double)likeliest / suffix.Count,
            // The reference implementation never lets k reach n, so that it gives 1/n where nothing is completed.
            (double)completed / suffix.Count,
            bits);
    }
}
