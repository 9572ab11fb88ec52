using System.Globalization;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Defences;

/// <summary>Log-probabilities are rounded to multiples of a step; entropy and variance, which the attacker computes from all of them, stay as they are.</summary>
/// <param name="Step">Nats, above 0.</param>
public sealed record Rounded(double Step) : Defence(string.Create(CultureInfo.InvariantCulture, $"round={Step}"), string.Create(CultureInfo.InvariantCulture, $"log-probabilities rounded to multiples of {Step} nats"))
{
    public override TokenScores? Apply(TokenScores scores)
    {
        var logProb = Array.ConvertAll(scores.LogProb, Round);
        (int[], float[])? top1 = scores.Columns.HasFlag(ScoreColumns.Top1) ? (scores.Top1, Array.ConvertAll(scores.Top1LogProb, Round)) : null;
        var rank = scores.Columns.HasFlag(ScoreColumns.Rank) ? scores.Rank : null;
        return scores.Columns == ScoreColumns.All && top1 is { } likeliest
            ? new TokenScores(scores.Tokens, logProb, scores.Rank, likeliest.Item1, likeliest.Item2, scores.Entropy, scores.Variance, scores.UnscoredFirstToken)
            : TokenScores.OfLogProbs(scores.Tokens, logProb, scores.UnscoredFirstToken, rank, top1);
    }

    private float Round(float logProb) => float.IsFinite(logProb) ? (float)Math.Min(0, Math.Round(logProb / Step) * Step) : logProb;
}
