namespace LlmMiaProbe.Statistics;

/// <summary>
/// The AUC that so many documents would have found in four of five cases (or a few more): ½ + (z₀.₉₇₅ + z₀.₈) · σ, a normal approximation in which
/// σ is the standard deviation of an AUC without a signal, √((m + n + 1) / (12 m n)) (Mann and Whitney 1947; Noether 1987, doi
/// 10.1080/01621459.1987.10478478), or what the 95% interval of the result implies where that is wider, as with groups.
/// </summary>
internal static class DetectableAuc
{
    /// <summary>
    /// A "no" counts as decided if this AUC would have been found: attacks on what models were pre-trained on seldom go beyond it
    /// (Duan et al. 2024, arXiv 2402.07841), so a sample that cannot find it says nothing about them.
    /// </summary>
    public const double Relevant = 0.6;

    private const double Significance = 1.959964;
    private const double Power = 0.841621;

    /// <param name="members">m, at least 1.</param>
    /// <param name="nonMembers">n, at least 1.</param>
    /// <param name="auc">The result with its interval, not far from ½.</param>
    /// <returns>Null if not even a perfect attack would surely be found.</returns>
    public static double? Of(int members, int nonMembers, Estimate auc)
    {
        var independent = Math.Sqrt(HeldOutAuc.NullVariance(members, nonMembers));
        var implied = (auc.High - auc.Low) / (2 * Significance);
        var detectable = 0.5 + ((Significance + Power) * Math.Max(independent, implied));
        return detectable < 1 ? detectable : null;
    }
}
