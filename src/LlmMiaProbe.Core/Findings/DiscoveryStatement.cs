using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Findings;

/// <summary>
/// What a scan of many documents at a false discovery rate says, and what its non-members could have shown at best. Every sentence
/// takes its counts from one <see cref="Resolution"/>: that of the design before scores are there, that of the deciding attack afterwards.
/// </summary>
public static class DiscoveryStatement
{
    /// <summary>
    /// Such as <c>87 of 400 documents score above the supplied non-members at a false discovery rate of 10% (smallest reachable p:
    /// 0.0025).</c>
    /// </summary>
    /// <param name="decisions">What one attack found.</param>
    /// <param name="rate">False discovery rate, between 0 and 1, exclusive.</param>
    public static string Of(AttackDecisions decisions, double rate)
    {
        var (found, tested) = (decisions.Discoveries, decisions.Tested);
        var units = decisions.Strata.Sum(stratum => stratum.TestedUnits ?? stratum.Tested);
        var once = units == tested
            ? ""
            : $" ({Figures.Count(decisions.Strata.Sum(stratum => stratum.DiscoveredUnits ?? stratum.Discoveries))} of {Figures.Count(units)} if "
                + "near-duplicates count once)";
        var resolution = Statistics.Resolution.Of(decisions, rate);
        var left = decisions.WithCopiesInCalibration == 0
            ? ""
            : $" For {Figures.Count(decisions.WithCopiesInCalibration, "document")} the non-members that are near-duplicates of "
                + $"{(decisions.WithCopiesInCalibration == 1 ? "it" : "them")} are left out.";
        return $"{(found == 0 ? "None" : Figures.Count(found))} of {Figures.Count(tested, "document")}{once} "
            + $"{found switch { 0 => "is found to score", 1 => "scores", _ => "score" }} above the supplied non-members at a false discovery rate "
            + $"of {Figures.Rate(rate)} "
            + $"({Units(resolution)}smallest reachable p: {Figures.PValue(resolution.SmallestPValue)}).{left}";
    }

    /// <summary>What the rate means, without the word.</summary>
    public static string Meaning(double rate) =>
        $"A false discovery rate of {Figures.Rate(rate)} means that on average at most {Figures.Rate(rate)} of the documents found are there by chance.";

    /// <summary>
    /// How many documents must stand out together before any can be found, and how many non-members would do for one
    /// alone; null if there are enough for that, or nothing is tested.
    /// </summary>
    /// <param name="resolution">Of the scan.</param>
    /// <param name="rate">False discovery rate, between 0 and 1, exclusive.</param>
    public static string? Resolution(Resolution resolution, double rate)
    {
        if (resolution.FewestTogether is 0 or 1)
        {
            return null;
        }

        var (unit, units) = resolution.IsByUnit ? ("group of non-members", "groups of non-members") : ("non-member", "non-members");
        var limit =
            $"With {Figures.Count(resolution.Calibration, unit, units)} "
            + $"no p-value can be smaller than {Figures.PValue(resolution.SmallestPValue)}, so ";
        var tested = Figures.Count(resolution.Tested, "document") + (resolution.HasTestedCopies ? ", near-duplicates counted once," : "");
        var (one, any) = (resolution.NeededForOne, resolution.NeededForAny);
        var different = resolution.IsByUnit ? " that do not depend on each other" : "";
        return resolution.FewestTogether is not { } together
            ? $"{limit}none of {tested} can be found at a false discovery rate of {Figures.Rate(rate)}; "
                + (one == any
                    ? $"supply at least {Figures.Count(any, "non-member")}{different}."
                    : $"supply at least {Figures.Count(any, "non-member")}{different}, and {Figures.Count(one)} to find one document alone.")
            : $"{limit}at least {Figures.Count(together)} of {tested} must score above all of them "
                + $"before any can be found at a false discovery rate of {Figures.Rate(rate)}; "
                + $"finding one alone takes {Figures.Count(one, "non-member")}{different}.";
    }

    /// <summary>Such as <c>40 calibration documents in 5 groups of near-duplicates; </c>; empty if each document counts by itself.</summary>
    internal static string Units(Resolution resolution) => resolution.IsByUnit
        ? $"{Figures.Count(resolution.CalibrationDocuments, "calibration document")} in "
            + $"{Figures.Count(resolution.Calibration, "group")}"
            + $"{(resolution.HasDeclaredUnits ? ", declared or of near-duplicates; " : " of near-duplicates; ")}"
        : "";
}
