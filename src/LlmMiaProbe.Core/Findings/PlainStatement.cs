using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Findings;

/// <summary>
/// What a run comes down to in one sentence that needs no statistics: how many documents stand out from the supplied non-members. It claims
/// no more than <see cref="HeadlineStatement"/> and <see cref="DiscoveryStatement"/>, which say the same with figures.
/// </summary>
internal static class PlainStatement
{
    /// <param name="design">Who is tested.</param>
    /// <param name="decisions">What the leading attack found; null if it tested nothing.</param>
    /// <param name="leading">The leading attack; null if nothing was scored.</param>
    /// <param name="verdict">What it comes down to; null without labels of both kinds, or if it was not fixed beforehand.</param>
    /// <param name="isContradicted">Whether something else in the run tells the labels apart.</param>
    public static string Of(TestDesign design, AttackDecisions? decisions, AttackEvaluation? leading, HeadlineVerdict? verdict, bool isContradicted)
    {
        var found = decisions is { Tested: > 0, Calibration: > 0 } ? Found(design, decisions) : null;
        return verdict switch
        {
            HeadlineVerdict.Apart when decisions is not { Discoveries: > 0 } && leading is not null =>
                $"Together, the {Labelled(leading)} score higher than the {NonMembers(leading.NonMembers)}"
                + $"{(found is null ? "." : $", but {Lower(found)}")}",
            HeadlineVerdict.NotApart when leading is not null && decisions is not { Discoveries: > 0 } =>
                $"The {Labelled(leading)} do not stand out from the {NonMembers(leading.NonMembers)}.",
            HeadlineVerdict.Reversed when leading is not null =>
                $"The wrong way round: the {Labelled(leading)} score lower than the {NonMembers(leading.NonMembers)}. Check the labels.",
            HeadlineVerdict.Undecided when leading is not null => $"Undecided: {Undecided(leading, isContradicted)}"
                + (decisions is { Discoveries: > 0 } ? $" {found}" : ""),
            _ => found ?? "Nothing can be said about membership: "
                + (design is { Tested: not null, CalibrationCount: 0 } ? "there is no known non-member to compare with." : "there is nothing to compare."),
        };
    }

    private static string Found(TestDesign design, AttackDecisions decisions)
    {
        var tested = Figures.Count(decisions.Tested, "document") + (design.Tested == Membership.Unknown ? " of unknown membership" : " labelled member");
        return (decisions.Discoveries, decisions.Tested) switch
        {
            (0, 1) => $"The {tested} does not stand out from the {NonMembers(decisions.Calibration)}.",
            (0, _) => $"None of {tested} stands out from the {NonMembers(decisions.Calibration)}.",
            (var found, _) => $"{Figures.Count(found)} of {tested} {(found == 1 ? "stands" : "stand")} out from the {NonMembers(decisions.Calibration)}.",
        };
    }

    private static string Undecided(AttackEvaluation leading, bool isContradicted) => isContradicted
        ? $"the measure that was fixed beforehand does not tell the {Labelled(leading)} from the {NonMembers(leading.NonMembers)}, but something else does."
        : $"{Labelled(leading)} and {Figures.Count(leading.NonMembers, "non-member")}, or the groups that they come in, are too few "
            + "to show a difference reliably.";

    private static string Labelled(AttackEvaluation leading) => Figures.Count(leading.Members, "document") + " labelled member";

    private static string NonMembers(int count) => Figures.Count(count, "supplied non-member");

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
