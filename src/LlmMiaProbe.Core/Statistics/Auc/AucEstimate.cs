namespace LlmMiaProbe.Statistics;

/// <summary>An AUC with its interval; see <see cref="AucInterval"/>.</summary>
internal static class AucEstimate
{
    /// <summary>
    /// Documents of one group are one unit, unless all are of one declared group, which then tells nothing of how groups differ:
    /// near-duplicates are units then.
    /// </summary>
    /// <param name="scores">At least one of either label.</param>
    /// <returns>With the interval from 0 to 1 where the units of a label are too few to say anything.</returns>
    /// <exception cref="ArgumentException">A label is missing, or a score is not finite.</exception>
    public static Estimate Of(IReadOnlyList<LabelledScore> scores)
    {
        if (!RocCurve.TryCreate(scores, out var curve))
        {
            throw new ArgumentException("An AUC needs both labels.", nameof(scores));
        }

        // The result does not depend on the order of the documents to the last bit.
        List<LabelledScore> ordered =
        [
            .. scores.OrderBy(score => score.Score).ThenBy(score => score.IsMember).ThenBy(score => score.Group, StringComparer.Ordinal),
        ];
        bool[] labels = [.. ordered.Select(score => score.IsMember)];
        var placements = Placements.Of([.. ordered.Select(score => score.Score)], labels);
        var independent = AucVariance.Of(placements, labels, new string?[ordered.Count]);
        var units = Units([.. ordered.Select(score => score.Group)]) ?? Units([.. ordered.Select(score => score.Copies)]);
        var interval = LabelledScore.AreOneText(ordered)
            ? new Interval(0, 1)
            : AucInterval.Of(curve.Auc, units is null ? independent : AucVariance.Of(placements, labels, units), independent) ?? new Interval(0, 1);
        return new Estimate(curve.Auc, interval.Low, interval.High);
    }

    /// <summary>Null if every document is a unit by itself, or all are of one declared group.</summary>
    internal static string?[]? Units(string?[] groups) =>
        groups.All(group => group is null) || (groups.All(group => group == groups[0]) && !LabelledScore.IsTied(groups[0])) ? null : groups;
}
