namespace LlmMiaProbe.Scoring;

/// <summary>Collects the statistics of a text token by token, in order of position.</summary>
/// <param name="scored">Token ids to score.</param>
/// <param name="unscoredFirstToken">See <see cref="TokenScores.UnscoredFirstToken"/>.</param>
/// <param name="topK">See <see cref="Models.PreparedText.TopK"/>; null for none.</param>
/// <param name="isScored">Which of the positions are kept; null for all. The others are not reduced.</param>
public sealed class TokenScoresBuilder(int[] scored, int? unscoredFirstToken, IReadOnlyList<int>? topK = null, bool[]? isScored = null)
{
    private readonly TopKReduction? _topK = topK is { Count: > 0 } ? new TopKReduction(topK) : null;
    private readonly float[][] _bounds = [.. (topK ?? []).Select(_ => new float[scored.Length])];
    private readonly float[] _logProb = new float[scored.Length];
    private readonly int[] _rank = new int[scored.Length];
    private readonly int[] _top1 = new int[scored.Length];
    private readonly float[] _top1LogProb = new float[scored.Length];
    private readonly float[] _entropy = new float[scored.Length];
    private readonly float[] _variance = new float[scored.Length];
    private int _vocabulary;

    /// <summary>For the tokens of a text without BOS: with a BOS before them all are scored, without it all but the first.</summary>
    public static TokenScoresBuilder For(int[] tokens, bool bos, IReadOnlyList<int>? topK = null) => bos || tokens.Length == 0
        ? new TokenScoresBuilder(tokens, null, topK)
        : new TokenScoresBuilder(tokens[1..], tokens[0], topK);

    /// <summary>The same of a text of which only some tokens are scored (see <see cref="Models.PreparedText.IsScored"/>).</summary>
    public static TokenScoresBuilder For(int[] tokens, bool bos, IReadOnlyList<int>? topK, bool[]? isScored) =>
        isScored is null || tokens.Length == 0 ? For(tokens, bos, topK)
        : bos ? new TokenScoresBuilder(tokens, null, topK, isScored)
        : new TokenScoresBuilder(tokens[1..], isScored[0] ? tokens[0] : null, topK, isScored[1..]);

    /// <summary>Positions to set.</summary>
    public int Count => scored.Length;

    /// <summary>Token id at a scored position.</summary>
    public int TokenAt(int index) => scored[index];

    /// <summary>Sets one position; different positions may be set from different threads.</summary>
    public void Set(int index, in LogitStatistics statistics)
    {
        _logProb[index] = (float)statistics.LogProb;
        _rank[index] = statistics.Rank;
        _top1[index] = statistics.Top1;
        _top1LogProb[index] = (float)statistics.Top1LogProb;
        _entropy[index] = (float)statistics.Entropy;
        _variance[index] = (float)statistics.Variance;
    }

    /// <summary>Reduces the row of logits that predicts a position, and sets it.</summary>
    /// <returns>Nothing of meaning for a position that is not kept.</returns>
    /// <exception cref="ArithmeticException">See <see cref="LogitReduction.Reduce"/>.</exception>
    public LogitStatistics Reduce(int index, ReadOnlySpan<float> logits)
    {
        if (isScored is not null && !isScored[index])
        {
            return default;
        }

        var statistics = LogitReduction.Reduce(logits, scored[index]);
        Set(index, statistics);
        if (_topK is not null)
        {
            Hide(index, logits, statistics);
        }

        return statistics;
    }

    /// <summary>What interfaces that show so many tokens hide, in the order asked for; complete once every position was reduced.</summary>
    public IReadOnlyList<HiddenTokens> Hidden => [.. _bounds.Zip(topK ?? [], (bounds, k) => new HiddenTokens(Kept(bounds), k >= _vocabulary))];

    public TokenScores Build()
    {
        var scores = new TokenScores(scored, _logProb, _rank, _top1, _top1LogProb, _entropy, _variance, unscoredFirstToken);
        return isScored is null ? scores : scores.Only(isScored);
    }

    private float[] Kept(float[] bounds) => isScored is null ? bounds : [.. bounds.Where((_, t) => isScored[t])];

    private void Hide(int index, ReadOnlySpan<float> logits, in LogitStatistics statistics)
    {
        Span<float> bounds = stackalloc float[_bounds.Length];
        _topK?.Reduce(logits, scored[index], statistics, bounds);
        for (var i = 0; i < _bounds.Length; i++)
        {
            _bounds[i][index] = bounds[i];
        }

        _vocabulary = logits.Length;
    }
}
