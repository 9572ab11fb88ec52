namespace LlmMiaProbe.Statistics;

/// <summary>
/// Where each document stands among those of the other label (DeLong, DeLong and Clarke-Pearson 1988): for a member the share of
/// non-members that score below it, for a non-member the share of members that score above it, ties counted half. The mean over
/// either label is the AUC.
/// </summary>
internal static class Placements
{
    /// <param name="scores">Finite, at least one of either label.</param>
    /// <param name="isMember">The label of each.</param>
    /// <returns>0 to 1, in the order of the scores.</returns>
    public static double[] Of(IReadOnlyList<double> scores, IReadOnlyList<bool> isMember)
    {
        var members = Sorted(scores, isMember, true);
        var others = Sorted(scores, isMember, false);
        return
        [
            .. scores.Select((score, i) => isMember[i]
                ? (CountBelow(others, score) + CountUpTo(others, score)) / (2.0 * others.Length)
                : 1 - ((CountBelow(members, score) + CountUpTo(members, score)) / (2.0 * members.Length))),
        ];
    }

    private static double[] Sorted(IReadOnlyList<double> scores, IReadOnlyList<bool> isMember, bool wanted) =>
        [.. scores.Where((_, i) => isMember[i] == wanted).Order()];

    private static int CountBelow(double[] sorted, double score) => Count(sorted, value => value < score);

    private static int CountUpTo(double[] sorted, double score) => Count(sorted, value => value <= score);

    private static int Count(double[] sorted, Func<double, bool> isCounted)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = isCounted(sorted[middle]) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
