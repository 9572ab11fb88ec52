namespace LlmMiaProbe.Scoring;

/// <summary>
/// What a model says about each scored token of one text, as parallel arrays of length <see cref="Count"/>.
/// Logarithms are natural (nats). Position t holds the prediction of <c>Tokens[t]</c> from everything before it.
/// Values are computed in double precision and kept in single, so that fresh and stored scores are the same bits.
/// </summary>
public sealed class TokenScores
{
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    public TokenScores(int[] tokens, float[] logProb, int[] rank, int[] top1, float[] top1LogProb, float[] entropy, float[] variance, int? unscoredFirstToken)
    {
        if (logProb.Length != tokens.Length || rank.Length != tokens.Length || top1.Length != tokens.Length
            || top1LogProb.Length != tokens.Length || entropy.Length != tokens.Length || variance.Length != tokens.Length)
        {
            throw new ArgumentException("All arrays of token scores must have the same length.", nameof(tokens));
        }

        (Tokens, LogProb, Rank, Top1, Top1LogProb, Entropy, Variance) = (tokens, logProb, rank, top1, top1LogProb, entropy, variance);
        UnscoredFirstToken = unscoredFirstToken;
    }

    public int Count => Tokens.Length;

    /// <summary>Scored token ids.</summary>
    public int[] Tokens { get; }

    /// <summary>log p(x_t | x_&lt;t), nats, at most 0.</summary>
    public float[] LogProb { get; }

    /// <summary>1 + number of tokens with a strictly larger logit; 1 is the most likely.</summary>
    public int[] Rank { get; }

    /// <summary>Id of the most likely token (the smallest id on ties).</summary>
    public int[] Top1 { get; }

    /// <summary>Its log-probability, nats.</summary>
    public float[] Top1LogProb { get; }

    /// <summary>-Σ p log p over the vocabulary, nats.</summary>
    public float[] Entropy { get; }

    /// <summary>Variance of log p(v) with v drawn from p, nats squared (Min-K%++'s sigma squared).</summary>
    public float[] Variance { get; }

    /// <summary>Without a BOS nothing predicts the first token: its id, else null.</summary>
    public int? UnscoredFirstToken { get; }

    /// <summary>Σ log p, nats.</summary>
    public double TotalLogProb
    {
        get
        {
            var sum = 0.0;
            foreach (var value in LogProb)
            {
                sum += value;
            }

            return sum;
        }
    }

    /// <summary>Mean log p per scored token, nats. Call only if <see cref="Count"/> is positive.</summary>
    public double MeanLogProb => TotalLogProb / Count;
}
