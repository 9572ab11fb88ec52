using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Hosted.Windows;

/// <summary>Scores of which only bounds are known. Single precision is rounded outwards, so that the true value stays between them.</summary>
internal static class BoundedScores
{
    private static readonly float s_half = MathF.Log(0.5f);

    public static TokenScores Of(int[] tokens, IReadOnlyList<LogProbInterval> known, int[] rank) => TokenScores.OfBounds(
        tokens,
        [.. known.Select(interval => NotAbove(interval.Low))],
        [.. known.Select(interval => Math.Min(0, -NotAbove(-interval.High)))],
        rank);

    /// <summary>Scores that were rounded on the way.</summary>
    /// <param name="scores">As reported.</param>
    /// <param name="step">What they are multiples of, nats.</param>
    public static TokenScores Rounded(TokenScores scores, double step) => Of(
        scores.Tokens,
        [.. scores.LogProb.Select(value => new LogProbInterval(value - (step / 2), Math.Min(0, value + (step / 2))))],
        [.. Enumerable.Range(0, scores.Count).Select(t => RankOf(scores, t, step))]);

    private static int RankOf(TokenScores scores, int t, double step) =>
        scores.Columns.HasFlag(ScoreColumns.Rank) ? scores.Rank[t]
        : scores.Columns.HasFlag(ScoreColumns.Top1) && scores.Top1[t] != scores.Tokens[t] ? 2
        // Rounding makes equals of what is not equal, but nothing else has as much as more than a half.
        : scores.LogProb[t] - (step / 2) > s_half ? 1
        : 0;

    private static float NotAbove(double value)
    {
        var nearest = (float)value;
        return nearest > value ? MathF.BitDecrement(nearest) : nearest;
    }
}
