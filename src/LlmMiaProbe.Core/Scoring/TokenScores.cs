namespace LlmMiaProbe.Scoring;

/// <summary>
/// What a model says about each scored token of one text, as parallel arrays of length <see cref="Count"/>.
/// Logarithms are natural (nats). Position t holds the prediction of <c>Tokens[t]</c> from everything before it.
/// Values are computed in double precision and kept in single, so that fresh and stored scores are the same bits.
/// </summary>
public sealed class TokenScores
{
    private readonly int[] _rank;
    private readonly int[] _top1;
    private readonly float[] _top1LogProb;
    private readonly float[] _entropy;
    private readonly float[] _variance;
    private readonly float[] _high;

    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    public TokenScores(int[] tokens, float[] logProb, int[] rank, int[] top1, float[] top1LogProb, float[] entropy, float[] variance, int? unscoredFirstToken)
        : this(ScoreColumns.All, tokens, logProb, rank, top1, top1LogProb, entropy, variance, [], unscoredFirstToken)
    {
    }

    private TokenScores(
        ScoreColumns columns, int[] tokens, float[] logProb, int[] rank, int[] top1, float[] top1LogProb, float[] entropy, float[] variance,
        float[] high, int? unscoredFirstToken)
    {
        int Length(ScoreColumns column) => columns.HasFlag(column) ? tokens.Length : 0;
        if (logProb.Length != tokens.Length || rank.Length != Length(ScoreColumns.Rank) || top1.Length != Length(ScoreColumns.Top1)
            || top1LogProb.Length != Length(ScoreColumns.Top1) || entropy.Length != Length(ScoreColumns.Moments) || variance.Length != Length(
                ScoreColumns.Moments)
            || high.Length != Length(ScoreColumns.Bounds))
        {
            throw new ArgumentException("All arrays of token scores must have the same length.", nameof(tokens));
        }

        (Columns, Tokens, LogProb, UnscoredFirstToken) = (columns, tokens, logProb, unscoredFirstToken);
        (_rank, _top1, _top1LogProb, _entropy, _variance, _high) = (rank, top1, top1LogProb, entropy, variance, high);
    }

    /// <summary>What is known of the tokens. Reading a column that is absent is a bug in the caller.</summary>
    public ScoreColumns Columns { get; }

    public int Count => Tokens.Length;

    /// <summary>Scored token ids.</summary>
    public int[] Tokens { get; }

    /// <summary>log p(x_t | x_&lt;t), nats, at most 0; with <see cref="ScoreColumns.Bounds"/> what it is at least.</summary>
    public float[] LogProb { get; }

    /// <summary>
    /// 1 + number of tokens with a strictly larger logit; 1 is the most likely. With <see cref="ScoreColumns.Bounds"/> above 1 what it
    /// is at least, and 0 where nothing is known.
    /// </summary>
    public int[] Rank => Known(ScoreColumns.Rank, _rank);

    /// <summary>Id of the most likely token (the smallest id on ties).</summary>
    public int[] Top1 => Known(ScoreColumns.Top1, _top1);

    /// <summary>Its log-probability, nats.</summary>
    public float[] Top1LogProb => Known(ScoreColumns.Top1, _top1LogProb);

    /// <summary>-Σ p log p over the vocabulary, nats.</summary>
    public float[] Entropy => Known(ScoreColumns.Moments, _entropy);

    /// <summary>Variance of log p(v) with v drawn from p, nats squared (Min-K%++'s sigma squared).</summary>
    public float[] Variance => Known(ScoreColumns.Moments, _variance);

    /// <summary>What log p(x_t | x_&lt;t) is at most, nats.</summary>
    public float[] High => Known(ScoreColumns.Bounds, _high);

    /// <summary>Without a BOS nothing predicts the first token: its id, else null.</summary>
    public int? UnscoredFirstToken { get; }

    /// <summary>
    /// Bytes of the text that the unscored first token spells, where an endpoint shows what it spells; null if that is not known, or if it
    /// is scored.
    /// </summary>
    public int? UnscoredBytes { get; private init; }

    /// <summary>Σ log p, nats.</summary>
    public double TotalLogProb => Sum(LogProb);

    /// <summary>What Σ log p is at most, nats; Σ log p itself where it is known.</summary>
    public double TotalHigh => Columns.HasFlag(ScoreColumns.Bounds) ? Sum(_high) : TotalLogProb;

    /// <summary>Mean log p per scored token, nats. Call only if <see cref="Count"/> is positive.</summary>
    public double MeanLogProb => TotalLogProb / Count;

    /// <summary>Mean log p of the last scored tokens, nats.</summary>
    /// <param name="count">1 to <see cref="Count"/>.</param>
    public double MeanOfLast(int count) => TotalOfLast(count) / count;

    /// <summary>Σ log p of the last scored tokens, nats.</summary>
    /// <param name="count">0 to <see cref="Count"/>.</param>
    public double TotalOfLast(int count) => Sum(LogProb.AsSpan(LogProb.Length - count));

    /// <summary>What an endpoint gives: log-probabilities, and further columns where they are not null.</summary>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    public static TokenScores OfLogProbs(
        int[] tokens, float[] logProb, int? unscoredFirstToken, int[]? rank = null, (int[] Token, float[] LogProb)? top1 = null) => new(
        (rank is null ? ScoreColumns.None : ScoreColumns.Rank) | (top1 is null ? ScoreColumns.None : ScoreColumns.Top1),
        tokens, logProb, rank ?? [], top1?.Token ?? [], top1?.LogProb ?? [], [], [], [], unscoredFirstToken);

    /// <summary>What is known between bounds.</summary>
    /// <param name="tokens">Scored token ids.</param>
    /// <param name="low">What each log-probability is at least, nats; -infinity where nothing is known from below.</param>
    /// <param name="high">What it is at most.</param>
    /// <param name="rank">What the rank is at least; 0 where nothing is known, 1 only of what is the likeliest.</param>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    public static TokenScores OfBounds(int[] tokens, float[] low, float[] high, int[] rank) =>
        new(ScoreColumns.Rank | ScoreColumns.Bounds, tokens, low, rank, [], [], [], [], high, null);

    /// <summary>The same with <see cref="UnscoredBytes"/>.</summary>
    public TokenScores WithUnscoredBytes(int? bytes) =>
        new(Columns, Tokens, LogProb, _rank, _top1, _top1LogProb, _entropy, _variance, _high, UnscoredFirstToken) { UnscoredBytes = bytes };

    /// <summary>The same of some places only, in their order.</summary>
    /// <param name="isKept">By place; <see cref="Count"/> of them.</param>
    public TokenScores Only(bool[] isKept)
    {
        T[] Kept<T>(T[] values) => [.. values.Where((_, t) => isKept[t])];
        return new TokenScores(
            Columns, Kept(Tokens), Kept(LogProb), Kept(_rank), Kept(_top1), Kept(_top1LogProb), Kept(_entropy), Kept(_variance), Kept(_high),
            UnscoredFirstToken) { UnscoredBytes = UnscoredBytes };
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }

    private T[] Known<T>(ScoreColumns column, T[] values) =>
        Columns.HasFlag(column)
            ? values
            : throw new InvalidOperationException($"These token scores have no {column}; an attack that reads it declares it in its description.");
}
