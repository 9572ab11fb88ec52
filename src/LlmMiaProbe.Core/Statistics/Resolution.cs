namespace LlmMiaProbe.Statistics;

/// <summary>
/// What a calibration can show at best, known before anything is scored: n non-members give no p-value below 1/(n + 1),
/// and k discoveries among m documents at false discovery rate q need p-values of at most k · q / m.
/// </summary>
/// <param name="Tested">m, documents under test.</param>
/// <param name="Calibration">n, non-members of the largest stratum in which a document is tested.</param>
/// <param name="SmallestPValue">1/(n + 1).</param>
/// <param name="FewestTogether">How many must stand out together before any is found; null if not even all would be.</param>
/// <param name="NeededForOne">Non-members with which one document alone can be found.</param>
/// <param name="NeededForAny">Non-members without which nothing can be found.</param>
public sealed record Resolution(int Tested, int Calibration, double SmallestPValue, int? FewestTogether, int NeededForOne, int NeededForAny)
{
    // Forgives the rounding of the rate, which could ask for one document too many.
    private const double Slack = 1 - 1e-12;

    public static Resolution Of(TestDesign design)
    {
        var tested = design.TestedCount;
        var calibration = design.Strata.Where(stratum => stratum.Tested > 0).Select(stratum => stratum.Calibration).DefaultIfEmpty(0).Max();
        var together = FewestDiscoveries(tested, calibration, design.FalseDiscoveryRate);
        return new Resolution(
            tested,
            calibration,
            ConformalPValue.Smallest(calibration),
            together <= tested ? (int)together : null,
            NonMembersFor(1, tested, design.FalseDiscoveryRate),
            NonMembersFor(tested, tested, design.FalseDiscoveryRate));
    }

    /// <summary>The smallest n with tested / (n + 1) ≤ discoveries · rate.</summary>
    /// <param name="discoveries">Documents to be found together, at least 1 unless nothing is tested.</param>
    /// <param name="tested">Documents under test.</param>
    /// <param name="rate">False discovery rate, above 0 and below 1.</param>
    public static int NonMembersFor(int discoveries, int tested, double rate) => tested == 0
        ? 0
        : (int)Math.Min(int.MaxValue, Math.Max(0, Math.Ceiling(tested / (rate * discoveries) * Slack) - 1));

    /// <summary>The smallest k with tested / (n + 1) ≤ k · rate; may exceed what is tested.</summary>
    /// <param name="tested">Documents under test.</param>
    /// <param name="calibration">n, calibration non-members.</param>
    /// <param name="rate">False discovery rate, above 0 and below 1.</param>
    public static long FewestDiscoveries(int tested, int calibration, double rate) =>
        (long)Math.Ceiling(tested / (rate * (calibration + 1.0)) * Slack);
}
