using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Findings;

/// <summary>What a scan of many documents at a false discovery rate says, and what its non-members could have shown at best.</summary>
public static class DiscoveryStatement
{
    /// <summary>Such as <c>87 of 400 documents score above the supplied non-members at a false discovery rate of 10% (smallest reachable p: 0.0025).</c></summary>
    /// <param name="discoveries">Documents found.</param>
    /// <param name="tested">Documents scanned.</param>
    /// <param name="nonMembers">Calibration non-members.</param>
    /// <param name="rate">False discovery rate, between 0 and 1, exclusive.</param>
    public static string Of(int discoveries, int tested, int nonMembers, double rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(discoveries);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(discoveries, tested);
        ArgumentOutOfRangeException.ThrowIfNegative(nonMembers);
        return $"{(discoveries == 0 ? "None" : Wording.Count(discoveries))} of {Wording.Count(tested, "document")} "
            + $"{(discoveries <= 1 ? "scores" : "score")} above the supplied non-members at a false discovery rate of {Wording.Rate(rate)} "
            + $"(smallest reachable p: {Wording.PValue(1.0 / (nonMembers + 1))}).";
    }

    /// <inheritdoc cref="Of(int, int, int, double)" path="/summary"/>
    /// <param name="decisions">What one attack found.</param>
    /// <param name="rate">False discovery rate, between 0 and 1, exclusive.</param>
    public static string Of(AttackDecisions decisions, double rate) => Of(
        decisions.Discoveries,
        decisions.Tested,
        decisions.Strata.Where(stratum => stratum.Tested > 0).Select(stratum => stratum.Calibration).DefaultIfEmpty(0).Max(),
        rate);

    /// <summary>What the rate means, without the word.</summary>
    public static string Meaning(double rate) =>
        $"A false discovery rate of {Wording.Rate(rate)} means that on average at most {Wording.Rate(rate)} of the documents found are there by chance.";

    /// <summary>
    /// How many documents must stand out together before any can be found, and how many non-members would do for one
    /// alone; null if there are enough for that, or nothing is tested.
    /// </summary>
    /// <param name="tested">Documents scanned.</param>
    /// <param name="nonMembers">Calibration non-members.</param>
    /// <param name="rate">False discovery rate, between 0 and 1, exclusive.</param>
    public static string? Resolution(int tested, int nonMembers, double rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nonMembers);
        if (rate is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A false discovery rate lies between 0 and 1.");
        }

        var together = Statistics.Resolution.FewestDiscoveries(tested, nonMembers, rate);
        if (together <= 1)
        {
            return null;
        }

        var limit = $"With {Wording.Count(nonMembers, "non-member")} no p-value can be smaller than {Wording.PValue(ConformalPValue.Smallest(nonMembers))}, so ";
        var (one, any) = (Statistics.Resolution.NonMembersFor(1, tested, rate), Statistics.Resolution.NonMembersFor(tested, tested, rate));
        return together > tested
            ? $"{limit}none of {Wording.Count(tested, "document")} can be found at a false discovery rate of {Wording.Rate(rate)}; "
                + (one == any
                    ? $"supply at least {Wording.Count(any, "non-member")}."
                    : $"supply at least {Wording.Count(any, "non-member")}, and {Wording.Count(one)} to find one document alone.")
            : $"{limit}at least {Wording.Count((int)together)} of {Wording.Count(tested, "document")} must score above all of them "
                + $"before any can be found at a false discovery rate of {Wording.Rate(rate)}; finding one alone takes {Wording.Count(one, "non-member")}.";
    }
}
