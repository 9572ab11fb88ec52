namespace LlmMiaProbe.Statistics;

/// <summary>A finite attack score of a document whose membership is known.</summary>
/// <param name="Score">Higher means more likely a member.</param>
/// <param name="IsMember">The label.</param>
/// <param name="Group">Documents of one group depend on each other: of one author or source, or near-duplicates. Null if the document stands alone.</param>
/// <param name="Copies">Near-duplicates have the same; null if there are none.</param>
public readonly record struct LabelledScore(double Score, bool IsMember, string? Group = null, string? Copies = null)
{
    /// <summary>The name of a unit that near-duplicates tie together over more than this group.</summary>
    internal static string TiedName(string group) => $"\0={group}";

    /// <summary>Whether a unit is made by near-duplicates, and not one declared group: if it holds everything, that says something.</summary>
    internal static bool IsTied(string? unit) => unit is ['\0', ..];

    /// <summary>Whether all are near-duplicates of one text, which then shows nothing of how texts differ.</summary>
    public static bool AreOneText(IReadOnlyList<LabelledScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return scores is [{ Copies: { } copies }, _, ..] && scores.All(score => score.Copies == copies);
    }

    /// <summary>
    /// Groups and documents without one, of the label that has fewer. If all are of one declared group, which then tells nothing,
    /// near-duplicates and documents without any.
    /// </summary>
    public static int FewestUnits(IReadOnlyList<LabelledScore> scores)
    {
        var isGrouped = AucEstimate.Units([.. scores.Select(score => score.Group)]) is not null;
        return Math.Min(Units(isMember: true), Units(isMember: false));

        int Units(bool isMember) => scores.Where(score => score.IsMember == isMember)
            .Select((score, i) => (isGrouped ? score.Group ?? score.Copies : score.Copies) is { } group ? group : $"\0\0{i}").Distinct(
                StringComparer.Ordinal).Count();
    }
}
