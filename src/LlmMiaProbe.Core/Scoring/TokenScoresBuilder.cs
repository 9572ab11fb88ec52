namespace LlmMiaProbe.Scoring;

/// <summary>Collects the statistics of a text token by token, in order of position.</summary>
public sealed class TokenScoresBuilder(int[] scored, int? unscoredFirstToken)
{
    private readonly float[] _logProb = new float[scored.Length];
    private readonly int[] _rank = new int[scored.Length];
    private readonly int[] _top1 = new int[scored.Length];
    private readonly float[] _top1LogProb = new float[scored.Length];
    private readonly float[] _entropy = new float[scored.Length];
    private readonly float[] _variance = new float[scored.Length];

    /// <summary>For the tokens of a text without BOS: with a BOS before them all are scored, without it all but the first.</summary>
    public static TokenScoresBuilder For(int[] tokens, bool bos) => bos || tokens.Length == 0
        ? new TokenScoresBuilder(tokens, null)
        : new TokenScoresBuilder(tokens[1..], tokens[0]);

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

    public TokenScores Build() => new(scored, _logProb, _rank, _top1, _top1LogProb, _entropy, _variance, unscoredFirstToken);
}
