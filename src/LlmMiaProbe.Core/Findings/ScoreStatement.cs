using LlmMiaProbe.Words;

namespace LlmMiaProbe.Findings;

/// <summary>What the score of one document says: how many of the supplied non-members score below it, and nothing else.</summary>
/// <param name="Text">Without a subject or a full stop, such as <c>scores above 99.2% of the 400 supplied non-members</c>.</param>
/// <param name="Remark">How little so few non-members can show; null if there are enough.</param>
public sealed record ScoreStatement(string Text, string? Remark)
{
    /// <summary>With fewer non-members than this no p-value reaches 0.05, and percentages would feign precision.</summary>
    public const int FewestForPercentages = 20;

    /// <param name="below">Non-members that score strictly below the document.</param>
    /// <param name="nonMembers">Supplied non-members that have a score.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 ≤ below ≤ nonMembers.</exception>
    public static ScoreStatement Of(int below, int nonMembers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(below);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(below, nonMembers);
        return nonMembers == 0
            ? new ScoreStatement(
                "cannot be compared, because no supplied non-member has a score",
                "Add documents labelled nonmember from the same source as the documents under test.")
            : new ScoreStatement(Compare(below, nonMembers), Resolution(nonMembers));
    }

    private static string Compare(int below, int nonMembers) => nonMembers == 1
        ? $"{(below == 1 ? "scores above" : "does not score above")} the one supplied non-member"
        : $"scores above {Portion(below, nonMembers)} {Figures.Count(nonMembers)} supplied non-members";

    private static string Portion(int below, int nonMembers)
    {
        if (below == 0)
        {
            return "none of the";
        }

        if (below == nonMembers)
        {
            return "all";
        }

        var part = nonMembers < FewestForPercentages ? Figures.Count(below) : Figures.Share(below, nonMembers);
        return $"{part} of the";
    }

    private static string? Resolution(int nonMembers) => nonMembers >= FewestForPercentages
        ? null
        : $"With {Figures.Count(nonMembers, "non-member")} no p-value can be smaller than 1/{Figures.Count(nonMembers + 1)} "
            + $"({Figures.PValue(1.0 / (nonMembers + 1))}), "
            + $"which is not below 0.05; supply at least {FewestForPercentages} for a finer comparison.";
}
