using System.Globalization;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Defences;

/// <summary>
/// Only the likeliest token of each place is shown, or none. For another token the attacker puts the largest possible
/// value, ln min(p_1, 1 - p_1). More tokens cannot be simulated from stored scores, which keep the likeliest only: a guess
/// at the smallest shown one would make the defence look better than it is.
/// </summary>
/// <param name="K">0 or 1.</param>
public sealed record TopKOnly(int K) : Defence(string.Create(CultureInfo.InvariantCulture, $"topk={K}"), K == 0 ? "shows no log-probability" : "shows the log-probability of the likeliest token of each place")
{
    /// <summary>The most tokens of a place that stored scores know.</summary>
    public const int Largest = 1;

    public override ScoreColumns Columns => K == 0 ? ScoreColumns.None : ScoreColumns.Top1;

    public override bool ShowsLess => true;

    public override TokenScores? Apply(TokenScores scores) => K == 0 ? null : TokenScores.OfLogProbs(
        scores.Tokens,
        [.. scores.LogProb.Select((logProb, t) => scores.Top1[t] == scores.Tokens[t] ? logProb : Math.Max(logProb, Bound(scores.Top1LogProb[t])))],
        scores.UnscoredFirstToken,
        rank: null,
        (scores.Top1, scores.Top1LogProb));

    /// <summary>A hidden token has a probability above 0, so the lower end is that of suffixes whose tokens are all shown.</summary>
    public override LogProbInterval? Bounds(TokenScores suffix)
    {
        if (K == 0)
        {
            return null;
        }

        var sum = LogProbInterval.Certain;
        for (var t = 0; t < suffix.Count; t++)
        {
            var logProb = suffix.LogProb[t];
            sum += suffix.Top1[t] == suffix.Tokens[t]
                ? new LogProbInterval(logProb, logProb)
                : new LogProbInterval(double.NegativeInfinity, Math.Max(logProb, Bound(suffix.Top1LogProb[t])));
        }

        return sum;
    }

    // Where the likeliest token is certain in single precision, a hidden one still has the probability that it has.
    private static float Bound(float top1LogProb) => (float)Math.Min(top1LogProb, Math.Log(Math.Max(0, 1 - Math.Exp(top1LogProb))));
}
