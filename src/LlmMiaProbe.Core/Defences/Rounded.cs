using System.Globalization;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Defences;

/// <summary>
/// Log-probabilities are rounded to multiples of a step; entropy and variance, which the attacker computes from all of them, stay as they
/// are.
/// </summary>
/// <param name="Step">Nats, above 0.</param>
public sealed record Rounded(double Step)
    : Defence(
        string.Create(CultureInfo.InvariantCulture, $"round={Step}"),
        string.Create(CultureInfo.InvariantCulture, $"rounds log-probabilities to multiples of {Step} nats"))
{
    public override bool ShowsLess => true;

    public override TokenScores? Apply(TokenScores scores, HiddenTokens? hidden)
    {
        var logProb = Array.ConvertAll(scores.LogProb, Round);
        (int[], float[])? top1 = scores.Columns.HasFlag(ScoreColumns.Top1) ? (scores.Top1, Array.ConvertAll(scores.Top1LogProb, Round)) : null;
        var rank = scores.Columns.HasFlag(ScoreColumns.Rank) ? scores.Rank : null;
        return scores.Columns == ScoreColumns.All && top1 is { } likeliest
            ? new TokenScores(scores.Tokens, logProb, scores.Rank, likeliest.Item1, likeliest.Item2, scores.Entropy, scores.Variance, scores.UnscoredFirstToken)
            : TokenScores.OfLogProbs(scores.Tokens, logProb, scores.UnscoredFirstToken, rank, top1).WithUnscoredBytes(scores.UnscoredBytes);
    }

    /// <summary>Each token may be half a step away, so over 50 tokens log p_z is known to within 25 steps.</summary>
    public override LogProbInterval? Bounds(TokenScores suffix, HiddenTokens? hidden) =>
        suffix.LogProb.Aggregate(LogProbInterval.Certain, (sum, logProb) => sum + Around(logProb));

    private LogProbInterval Around(float logProb) => float.IsFinite(logProb)
        ? new LogProbInterval(Nearest(logProb) - (Step / 2), Math.Min(0, Nearest(logProb) + (Step / 2)))
        : new LogProbInterval(logProb, logProb);

    private float Round(float logProb) => float.IsFinite(logProb) ? (float)Nearest(logProb) : logProb;

    private double Nearest(float logProb) => Math.Min(0, Math.Round(logProb / Step) * Step);
}
