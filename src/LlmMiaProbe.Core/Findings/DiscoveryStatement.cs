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

    /// <summary>How many documents must stand out together before any can be found; null if one alone can.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    public static string? Resolution(int tested, int nonMembers, double rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nonMembers);
        if (rate is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A false discovery rate lies between 0 and 1.");
        }

        var together = FewestTogether(tested, nonMembers + 1.0, rate);
        if (together <= 1)
        {
            return null;
        }

        var limit = $"With {Wording.Count(nonMembers, "non-member")} no p-value can be smaller than {Wording.PValue(1.0 / (nonMembers + 1))}, so ";
        return limit + (together > tested
            ? $"none of {Wording.Count(tested, "document")} can be found at a false discovery rate of {Wording.Rate(rate)}; supply more non-members."
            : $"at least {Wording.Count((int)together)} of {Wording.Count(tested, "document")} must score above all of them "
                + $"before any can be found at a false discovery rate of {Wording.Rate(rate)}.");
    }

    /// <summary>The smallest k with tested / (n + 1) ≤ k · rate, allowing for the rounding of the rate.</summary>
    private static double FewestTogether(int tested, double nonMembersAndOne, double rate) =>
        Math.Ceiling(tested / (rate * nonMembersAndOne) * (1 - 1e-12));
}
