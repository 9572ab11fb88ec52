namespace LlmMiaProbe.Statistics;

/// <summary>
/// What a calibration can show at best: n non-members give no p-value below 1/(n + 1), and k discoveries among m documents at
/// false discovery rate q need p-values of at most k · q / m. Documents that depend on each other count once.
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

    /// <summary>Documents of that stratum, of which some may depend on each other.</summary>
    public int CalibrationDocuments { get; init; } = Calibration;

    /// <summary>Whether some calibration documents count together.</summary>
    public bool IsByUnit => CalibrationDocuments > Calibration;

    /// <summary>Whether some of them do so because they are of one declared group.</summary>
    public bool HasDeclaredUnits { get; init; }

    /// <summary>Whether some tested documents count together.</summary>
    public bool HasTestedCopies { get; init; }

    /// <summary>Before anything is scored.</summary>
    public static Resolution Of(TestDesign design) => Of(
        [
            .. design.Strata.Select(
                stratum => (stratum.Tested, stratum.TestedUnits ?? stratum.Tested, stratum.Calibration, stratum.CalibrationUnits ?? stratum.Calibration)),
        ],
        design.FalseDiscoveryRate,
        design.HasDeclaredUnits);

    /// <summary>Of the documents that have a score by one attack.</summary>
    /// <param name="decisions">What it found.</param>
    /// <param name="rate">False discovery rate, above 0 and below 1.</param>
    public static Resolution Of(AttackDecisions decisions, double rate) => Of(
        [
            .. decisions.Strata.Select(
                stratum => (stratum.Tested, stratum.TestedUnits ?? stratum.Tested, stratum.Calibration, stratum.CalibrationUnits ?? stratum.Calibration)),
        ],
        rate,
        decisions.HasDeclaredUnits);

    /// <summary>Of one stratum in which every document counts by itself.</summary>
    /// <param name="tested">m, documents under test.</param>
    /// <param name="calibration">n, calibration non-members.</param>
    /// <param name="rate">False discovery rate, above 0 and below 1.</param>
    public static Resolution Of(int tested, int calibration, double rate) => Of([(tested, tested, calibration, calibration)], rate, false);

    private static Resolution Of(IReadOnlyList<(int Tested, int TestedUnits, int Calibration, int Units)> strata, double rate, bool hasDeclaredUnits)
    {
        if (rate is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A false discovery rate lies between 0 and 1.");
        }

        var tested = strata.Sum(stratum => stratum.TestedUnits);
        var largest = strata.Where(stratum => stratum.Tested > 0).DefaultIfEmpty().MaxBy(stratum => stratum.Units);
        var together = FewestDiscoveries(tested, largest.Units, rate);
        return new Resolution(
            tested,
            largest.Units,
            ConformalPValue.Smallest(largest.Units),
            together <= tested ? (int)together : null,
            NonMembersFor(1, tested, rate),
            NonMembersFor(tested, tested, rate))
        {
            CalibrationDocuments = largest.Calibration,
            HasDeclaredUnits = hasDeclaredUnits,
            HasTestedCopies = strata.Any(stratum => stratum.TestedUnits < stratum.Tested),
        };
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
