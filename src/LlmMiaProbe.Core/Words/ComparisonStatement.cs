namespace LlmMiaProbe.Words;

/// <summary>Why members and non-members cannot be compared, or cannot be compared at a low false positive rate.</summary>
internal static class ComparisonStatement
{
    /// <summary>Null if both labels have scores.</summary>
    /// <param name="members">Documents labelled member.</param>
    /// <param name="nonMembers">Documents labelled nonmember.</param>
    /// <param name="scoredMembers">Those of them that have a score.</param>
    /// <param name="scoredNonMembers">Those of them that have a score.</param>
    public static string? WhyNot(int members, int nonMembers, int scoredMembers, int scoredNonMembers) =>
        (members, nonMembers, scoredMembers, scoredNonMembers) switch
        {
            (0, 0, _, _) => "The corpus labels no member and no non-member, so nothing can be compared; label documents of both kinds.",
            (_, 0, _, _) => "The corpus labels no non-member, so nothing can be compared; add documents labelled nonmember.",
            (0, _, _, _) => "The corpus labels no member, so nothing can be compared; add documents labelled member.",
            (_, _, _, 0) => Unscored(nonMembers, "non-member"),
            (_, _, 0, _) => Unscored(members, "member"),
            _ => null,
        };

    /// <summary>
    /// Null if there are enough non-members to see a false positive rate of this size at all, which takes one divided
    /// by the rate.
    /// </summary>
    /// <param name="bound">False positive rate, above 0 and at most 1.</param>
    /// <param name="nonMembers">Non-members that have a score.</param>
    /// <param name="different">As many of them as are no near-duplicates of each other; null for all.</param>
    public static string? TooFew(double bound, int nonMembers, int? different = null)
    {
        if (bound is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(bound), bound, "A bound on the false positive rate lies above 0 and is at most 1.");
        }

        // The slack forgives the rounding of the bound, which could ask for one non-member too many.
        var needed = Math.Ceiling(1 / bound * (1 - 1e-12));
        return (different ?? nonMembers) >= needed
            ? null
            : $"needs at least {Figures.Count((int)Math.Min(needed, int.MaxValue))} non-members; "
                + $"there {(nonMembers == 1 ? "is" : "are")} {Figures.Count(nonMembers)}"
                + (different is { } texts && texts < nonMembers ? $", of {Figures.Count(texts, "different text")}" : "");
    }

    private static string Unscored(int count, string label) => count == 1
        ? $"The only labelled {label} has no score, so nothing can be compared."
        : $"None of the {Figures.Count(count)} labelled {label}s has a score, so nothing can be compared.";
}
