using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Models;

/// <summary>Whether token scores can be what a language model says.</summary>
public static class ImpossibleScores
{
    /// <summary>Of what this program computes, nats: single precision of logarithms down to -100, and the last places of sums over a row.</summary>
    public const float OwnSlack = 1e-4f;

    /// <summary>Of what others compute and round, nats.</summary>
    public const float SlackOfOthers = 0.01f;

    /// <summary>What cannot be of a language model, as a clause; null if all can be.</summary>
    /// <param name="scores">As read.</param>
    /// <param name="vocabulary">Tokens that the model knows; null if that is not known.</param>
    /// <param name="slack">By how much numbers may be off, nats.</param>
    /// <param name="knowsRanks">Whether ranks, where there are any, are of all tokens and begin with 1; an endpoint may not know one.</param>
    public static string? Find(TokenScores scores, int? vocabulary, float slack, bool knowsRanks = true)
    {
        ArgumentNullException.ThrowIfNull(scores);
        for (var t = 0; t < scores.Count; t++)
        {
            if (Find(scores, vocabulary, slack, knowsRanks, t) is { } clause)
            {
                return $"token {t + 1} {clause}";
            }
        }

        return null;
    }

    // More tokens than any vocabulary has: a bound of entropies where it is not known.
    private const int LargestVocabulary = 1 << 24;

    private static string? Find(TokenScores scores, int? vocabulary, float slack, bool knowsRanks, int t)
    {
        var (logProb, columns) = (scores.LogProb[t], scores.Columns);
        if (scores.Tokens[t] < 0 || scores.Tokens[t] >= vocabulary)
        {
            return $"has the id {scores.Tokens[t]}, which is not in the vocabulary of {vocabulary}";
        }

        if (logProb > slack)
        {
            return $"has the log-probability {logProb}, above 0";
        }

        if (columns.HasFlag(ScoreColumns.Bounds))
        {
            return scores.High[t] < logProb - slack ? "has an upper bound below its lower one" : null;
        }

        if (columns.HasFlag(ScoreColumns.Rank) && scores.Rank[t] < (knowsRanks ? 1 : 0))
        {
            return $"has the rank {scores.Rank[t]}";
        }

        if (columns != ScoreColumns.All && !(knowsRanks && columns.HasFlag(ScoreColumns.Rank | ScoreColumns.Top1)))
        {
            return null;
        }

        var (isTop, first) = (scores.Top1[t] == scores.Tokens[t], scores.Rank[t] == 1);
        var contradiction = scores.Top1[t] < 0 || scores.Top1[t] >= vocabulary ? "has a likeliest token that is not in the vocabulary"
            : scores.Rank[t] > vocabulary ? $"has the rank {scores.Rank[t]} in a vocabulary of {vocabulary}"
            : scores.Top1LogProb[t] < logProb - slack ? "is likelier than the likeliest token"
            : isTop && !first ? "is the likeliest and does not have rank 1"
            : first && Math.Abs(scores.Top1LogProb[t] - logProb) > slack ? "has rank 1 and not the log-probability of the likeliest token"
            : null;
        return contradiction is not null || columns != ScoreColumns.All ? contradiction
            : scores.Entropy[t] < -slack || scores.Entropy[t] > Math.Log(vocabulary ?? LargestVocabulary) + slack ? $"has the entropy {scores.Entropy[t]}"
            : scores.Variance[t] < -slack ? $"has the variance {scores.Variance[t]}"
            : null;
    }
}
