using System.Globalization;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Comparisons;

/// <summary>What may be said of two runs held against each other: how scores changed, never why.</summary>
public static class ChangeStatement
{
    /// <summary>Stands beside every comparison.</summary>
    public const string Standing =
        "A change is one of scores over the documents of both runs; it says how the two models differ in what they score high or emit, not why.";

    public const string Crossing = "A document near the line may cross it by chance alone; intervals do not cover that.";

    /// <summary>
    /// Such as <c>The AUC of ez-mia is higher in run 2 than in run 1: .981 against .912 over the 800 labelled documents of both, change
    /// +.069 (95% interval +.050 – +.088).</c>
    /// </summary>
    /// <returns>Null if the attack could not be compared.</returns>
    public static string? Of(AttackChange change, long earlier, long later) => change is not { Change: { } difference, Earlier: { } before, Later: { } after }
        ? null
        : $"{Verdict(difference, $"The AUC of {change.Attack}", "higher", "lower", earlier, later)}: "
            + $"{Figures.Fraction(after)} against {Figures.Fraction(before)} over the {Figures.Count(change.Members + change.NonMembers)} labelled documents "
            + $"of both, change {WithInterval(difference)}.";

    /// <summary>
    /// Such as <c>The share of characters emitted with a probability of .01 or more is higher in run 2 than in run 1: 20% against 0.5%,
    /// change +19.5% (95% interval +12% – +27%).</c>
    /// </summary>
    public static string Of(CoverageChange change, long earlier, long later)
    {
        var subject = $"The share of characters emitted with a probability of {Figures.Threshold(change.Threshold)} or more";
        var shares = $"{Figures.ShareOfText(change.Later)} against {Figures.ShareOfText(change.Earlier)}";
        return change.Change is { } difference
            ? $"{Verdict(difference, subject, "higher", "lower", earlier, later)}: "
                + $"{shares}, change {Points(difference.Value)} (95% interval {Points(difference.Low)} – {Points(difference.High)})."
            : $"{subject} is {Figures.ShareOfText(change.Later)} in run {later} and {Figures.ShareOfText(change.Earlier)} in run {earlier}; "
                + "there is too little text to say how uncertain the change is.";
    }

    /// <summary>Such as <c>3 documents are found by ez-mia in run 2 and not in run 1, 1 the other way round, 80 in both, of 400 compared.</c></summary>
    public static string Of(ExposureChange change, long earlier, long later) =>
        $"Documents {change.Criterion}: {Figures.Count(change.NewlyExposed.Count)} in run {later} only, "
        + $"{Figures.Count(change.NewlySafe.Count)} in run {earlier} only, {Figures.Count(change.InBoth)} in both, "
        + $"of {Figures.Count(change.Compared)} compared.";

    /// <summary>Such as <c>800 documents are in both runs with the same label; 12 only in run 1, 3 only in run 2, 1 with another label.</c></summary>
    public static string Of(PairingCounts pairing, long earlier, long later) =>
        $"{Figures.Count(pairing.Paired, "document")} {(pairing.Paired == 1 ? "is" : "are")} in both runs, by text and label; "
        + $"{Figures.Count(pairing.OnlyEarlier)} only in run {earlier}, {Figures.Count(pairing.OnlyLater)} only in run {later}, "
        + $"{Figures.Count(pairing.Relabelled)} in both with different labels and not compared.";

    /// <summary>A difference of shares with its sign, such as <c>+.069</c>.</summary>
    public static string Signed(double value) => Math.Abs(value) < 0.0005 ? "0" : value.ToString("+.000;-.000", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>+.069 (95% interval +.050 – +.088)</c>.</summary>
    public static string WithInterval(Estimate difference) => $"{Signed(difference.Value)} (95% interval {Signed(difference.Low)} – {Signed(difference.High)})";

    /// <summary>A difference of shares in points of a hundred, such as <c>+0.4%</c>.</summary>
    public static string Points(double share) => Math.Abs(share) < 0.0005 ? "0%" : (share * 100).ToString("+0.0;-0.0", CultureInfo.InvariantCulture) + "%";

    /// <summary>Why two AUCs cannot be had; null if they can.</summary>
    internal static string? WhyNot(
        int members, int nonMembers, int scoredMembers, int scoredNonMembers) => (members, nonMembers, scoredMembers, scoredNonMembers) switch
    {
        (0, _, _, _) => "No document of both runs is labelled member, so there is no AUC to compare.",
        (_, 0, _, _) => "No document of both runs is labelled nonmember, so there is no AUC to compare.",
        (_, _, 0, _) or (_, _, _, 0) => "No labelled document of one kind has a score by this attack in both runs.",
        _ => null,
    };

    /// <summary>Why scores that come from compressed lengths are not compared.</summary>
    /// <param name="attack">Spelled out.</param>
    /// <param name="run">The one whose lengths are not those of this program.</param>
    internal static string OtherCompression(string attack, long run) =>
        $"{attack} is not compared, because an earlier version measured the compressed lengths of run {run} with another library: "
        + $"'mia-probe rescore {run}' computes its scores again.";

    internal static string ByUnit(int units, int documents, double widening) => units == documents
        ? $"Intervals resample the {Figures.Count(documents)} paired documents{Wider(widening)}."
        : $"Intervals resample the {Figures.Count(units)} groups of the {Figures.Count(documents)} paired documents, "
            + $"each with all its documents{Wider(widening)}.";

    internal static string ByPiece(int pieces, int documents, double widening) =>
        $"Intervals resample {Figures.Count(pieces)} pieces of text, each {TextPieces.WindowsLong} windows long, "
        + $"because {IntervalStatement.FewestGroups} documents or groups are needed to resample those and {Figures.Count(documents, "document")} "
        + $"{(documents == 1 ? "is" : "are")} paired{Wider(widening)}; they say how much the change varies within these texts, not from one text to another.";

    internal static string NoUnits(int pieces) =>
        $"There are no intervals: {IntervalStatement.FewestGroups} documents, groups or pieces of {TextPieces.WindowsLong} windows are needed to resample, "
        + $"and there {(pieces == 1 ? "is 1 piece" : $"are {Figures.Count(pieces)} pieces")}.";

    private static string Wider(double widening) =>
        widening < 1.01 ? "" : $", and are {Figures.WholePercent(widening - 1)} wider than that, because these are few";

    private static string Verdict(Estimate difference, string subject, string up, string down, long earlier, long later) => difference switch
    {
        { Low: > 0 } => $"{subject} is {up} in run {later} than in run {earlier}",
        { High: < 0 } => $"{subject} is {down} in run {later} than in run {earlier}",
        _ => $"{subject} does not differ visibly between run {later} and run {earlier}",
    };
}
