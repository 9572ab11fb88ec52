using System.Globalization;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Defences;

/// <summary>
/// Only the likeliest tokens of each place are shown, or none. For another token an attacker puts the largest possible
/// value, ln min(p_k, 1 - (p_1 + ... + p_k)), or leaves it out. Stored scores keep the likeliest token only, so more of them are decoded once
/// more: a guess at the smallest shown one would make the defence look better than it is.
/// </summary>
/// <param name="K">At least 0.</param>
public sealed record TopKOnly(int K) : Defence(string.Create(CultureInfo.InvariantCulture, $"topk={K}"), Words(K))
{
    public override ScoreColumns Columns => K == 1 ? ScoreColumns.Top1 : ScoreColumns.None;

    public override bool ShowsLess => true;

    public override int? ShownTokens => K > 1 ? K : null;

    /// <summary>Windows are cut again to be decoded.</summary>
    public override bool NeedsTokens => ShownTokens is not null;

    public override TokenScores? Apply(TokenScores scores, HiddenTokens? hidden)
    {
        if (K == 0)
        {
            return null;
        }

        var left = Hidden(scores, hidden);
        return left.ShowsAll ? scores : TokenScores.OfLogProbs(
            scores.Tokens,
            [.. scores.LogProb.Select((logProb, t) => left.Seen(t, logProb))],
            scores.UnscoredFirstToken,
            rank: null,
            (scores.Top1, scores.Top1LogProb)).WithUnscoredBytes(scores.UnscoredBytes);
    }

    public override bool HidesTokens => K > 0;

    public override bool[]? Shown(TokenScores scores, HiddenTokens? hidden) => K > 0 && Hidden(scores, hidden) is { ShowsAll: false } left
        ? [.. Enumerable.Range(0, scores.Count).Select(left.IsShown)]
        : null;

    /// <summary>A hidden token has a probability above 0, so the lower end is that of suffixes whose tokens are all shown.</summary>
    public override LogProbInterval? Bounds(TokenScores suffix, HiddenTokens? hidden)
    {
        if (K == 0)
        {
            return null;
        }

        var left = Hidden(suffix, hidden);
        return suffix.LogProb
            .Select((logProb, t) => new LogProbInterval(left.IsShown(t) ? logProb : double.NegativeInfinity, left.Seen(t, logProb)))
            .Aggregate(LogProbInterval.Certain, LogProbInterval.Add);
    }

    private HiddenTokens Hidden(TokenScores scores, HiddenTokens? hidden) => hidden
        ?? (K == 1 ? HiddenTokens.BehindLikeliest(scores) : throw new InvalidOperationException($"{Id} was not decoded."));

    private static string Words(int k) => k switch
    {
        0 => "shows no log-probability",
        1 => "shows the log-probability of the likeliest token of each place",
        _ => string.Create(CultureInfo.InvariantCulture, $"shows the log-probabilities of the {k} likeliest tokens of each place"),
    };
}
