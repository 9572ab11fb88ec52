using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Reads token scores of a bundle, and sees whether they can be what a model says.</summary>
internal static class TokenScoresReader
{
    /// <param name="line">The keys of <see cref="TokenScoresJson"/> are taken from it, and the bundle's own where it has them.</param>
    /// <param name="isSecond">Whether it is of a bundle of the second format.</param>
    /// <exception cref="BundleException">A column is missing, of another kind or of another length.</exception>
    public static TokenScores Read(StrictObject line, bool isSecond)
    {
        var first = line.WholeOrNull("unscoredFirstToken", 0);
        var tokens = line.Wholes("tokens");
        var logProb = Column("logProb", line.SinglesOrNull("logProb", float.NegativeInfinity)) ?? throw line.Wrong("logProb", "an array");
        var rank = Column("rank", line.WholesOrNull("rank"));
        var top1 = Column("top1", line.WholesOrNull("top1"));
        var top1LogProb = Column("top1LogProb", line.SinglesOrNull("top1LogProb", float.NegativeInfinity));
        var entropy = Column("entropy", line.SinglesOrNull("entropy", null));
        var variance = Column("variance", line.SinglesOrNull("variance", null));
        var bytes = isSecond ? line.WholeOrNull("unscoredBytes", 0) : null;
        var high = isSecond ? Column("high", line.SinglesOrNull("high", float.NegativeInfinity)) : null;
        if ((top1 is null) != (top1LogProb is null))
        {
            throw line.Wrong("top1LogProb", "there exactly if 'top1' is");
        }

        if ((entropy is null) != (variance is null))
        {
            throw line.Wrong("variance", "there exactly if 'entropy' is");
        }

        if (entropy is not null && (rank is null || top1 is null || high is not null))
        {
            throw line.Wrong("entropy", "null where 'rank' or 'top1' is, and where there is 'high'");
        }

        if (high is not null && (rank is null || top1 is not null || first is not null))
        {
            throw line.Wrong("high", "null, or beside 'rank' alone");
        }

        var scores = high is not null && rank is not null ? TokenScores.OfBounds(tokens, logProb, high, rank)
            : rank is not null && top1 is not null && top1LogProb is not null && entropy is not null && variance is not null
                ? new TokenScores(tokens, logProb, rank, top1, top1LogProb, entropy, variance, first)
            : TokenScores.OfLogProbs(tokens, logProb, first, rank, top1 is not null && top1LogProb is not null ? (top1, top1LogProb) : null);
        return scores.WithUnscoredBytes(bytes);

        T[]? Column<T>(string name, T[]? values) => values is null || values.Length == tokens.Length
            ? values
            : throw line.Wrong(name, $"as long as 'tokens' ({tokens.Length}), and it has {values.Length} entries");
    }

    /// <summary>What cannot be of a language model, as a clause; null if all can be.</summary>
    /// <param name="scores">As read.</param>
    /// <param name="model">The model.</param>
    public static string? Impossible(TokenScores scores, ModelDescription model) => model.HasNoFile
        ? ImpossibleScores.Find(scores, null, ImpossibleScores.SlackOfOthers, knowsRanks: model.IsImported)
        : ImpossibleScores.Find(scores, model.VocabularySize, ImpossibleScores.OwnSlack);
}
