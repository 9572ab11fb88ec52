using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Findings;

/// <summary>What a run is going to test, and what it could show at best; known before anything is scored.</summary>
public static class DesignStatement
{
    private const int ShownStrata = 5;

    /// <summary>Who is held against whom.</summary>
    public static string Of(TestDesign design)
    {
        var calibration = design.HasOwnCalibration ? "calibration non-member" : "labelled non-member";
        return design.Tested switch
        {
            null => "No document is tested: none is of unknown membership or labelled member.",
            _ when design.CalibrationCount == 0 =>
                $"{Tested(design)} cannot be tested, because there is no known non-member to hold {(design.TestedCount == 1 ? "it" : "them")} against: "
                + "add documents labelled nonmember, or --calibration FILE.",
            _ => $"{Tested(design)} {(design.TestedCount == 1 ? "is" : "are")} held against "
                + $"{Figures.Count(design.CalibrationCount, calibration)}{Strata(design)}; "
                + $"{DiscoveryStatement.Units(Resolution.Of(design))}the smallest reachable p-value is {Figures.PValue(Resolution.Of(design).SmallestPValue)}.",
        };
    }

    /// <summary>Why the calibration may be too small, and how many non-members would do; null if one document alone can be found.</summary>
    /// <param name="design">Who is tested.</param>
    /// <param name="decisions">What the deciding attack found, whose documents then count; null before anything is scored.</param>
    public static string? Warning(TestDesign design, AttackDecisions? decisions = null) => design.Tested is null || design.CalibrationCount == 0
        ? null
        : DiscoveryStatement.Resolution(Resolve(design, decisions), design.FalseDiscoveryRate);

    /// <summary>Names the strata in which nothing can be found although the largest would do; null if there are none.</summary>
    /// <inheritdoc cref="Warning" path="/param"/>
    public static string? SmallStrata(TestDesign design, AttackDecisions? decisions = null)
    {
        var needed = Resolve(design, decisions).NeededForAny;
        var tested = decisions is null
            ? design.Strata
                .Where(stratum => stratum.Tested > 0)
                .Select(stratum => (stratum.Name, Units: stratum.CalibrationUnits ?? stratum.Calibration))
                .ToList()
            : decisions.Strata
                .Where(stratum => stratum.Tested > 0)
                .Select(stratum => (stratum.Name, Units: stratum.CalibrationUnits ?? stratum.Calibration))
                .ToList();
        var small = tested.Where(stratum => stratum.Units < needed).Select(stratum => stratum.Name).ToList();
        return small.Count == 0 || tested.Count == 1
            ? null
            : $"In {Figures.Count(small.Count)} of {Figures.Count(tested.Count, "stratum", "strata")} nothing can be found, "
                + $"because there are fewer than {Figures.Count(needed, "non-member")}: "
                + $"{string.Join(", ", small.Take(ShownStrata))}{(small.Count > ShownStrata ? ", ..." : "")}.";
    }

    private static Resolution Resolve(TestDesign design, AttackDecisions? decisions) =>
        decisions is { Tested: > 0, Calibration: > 0 } ? Resolution.Of(decisions, design.FalseDiscoveryRate) : Resolution.Of(design);

    private static string Tested(TestDesign design) => design.Tested == Membership.Unknown
        ? Figures.Count(design.TestedCount, "document") + " of unknown membership"
        : Figures.Count(design.TestedCount, "document") + " labelled member";

    private static string Strata(TestDesign design) => design.Mondrian switch
    {
        Mondrian.Length => " of similar length",
        Mondrian.Group => " of the same group",
        _ => "",
    };
}
