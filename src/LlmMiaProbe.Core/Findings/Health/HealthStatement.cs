using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Findings.Health;

/// <summary>What the comparison of two sets without a model says about results on them.</summary>
public static class HealthStatement
{
    /// <summary>What single properties are worth.</summary>
    public const string Properties = "Length, years and languages are described, not judged: one test of the text as a whole decides, at 1%.";

    /// <summary>Null if there are enough documents to compare.</summary>
    public static string? TooFew(int first, int second) => Math.Min(first, second) >= SetComparer.FewestDocuments
        ? null
        : $"there are {Figures.Count(first)} and {Figures.Count(second)} documents, and {SetComparer.FewestDocuments} of each are needed";

    /// <summary>Why an AUC of the texts cannot be held against relabellings, as words; null if it can.</summary>
    public static string? NoCheck(BlindBaselineResult text) => text.PValue is not null
        ? null
        : $"labels go with whole groups (near-duplicates count as one), of which there are {Figures.Count(text.FirstUnits)} and "
            + $"{Figures.Count(text.SecondUnits)}, so that at the level of groups no check is possible "
            + $"({Relabelling.FewestGroups} of each are needed) and whatever sets groups apart sets the labels apart (AUC {Figures.Fraction(text.Auc.Value)})";

    /// <summary>Such as <c>AUC .502, p .47; 95% of relabellings give .455 – .545</c>; null if there is no p-value.</summary>
    public static string? OfText(BlindBaselineResult text) => text is { PValue: { } p, NullLow: { } low, NullHigh: { } high }
        ? $"AUC {Figures.Fraction(text.Auc.Value)}, p {Figures.PValue(p)}; 95% of relabellings give {Figures.Fraction(low)} – {Figures.Fraction(high)}"
        : null;

    /// <summary>Whether members and non-members can be told apart without the model, and what follows.</summary>
    public static string Labels(SetComparison labels) => Say(
        labels,
        $"{Figures.Count(labels.First, "document")} labelled member",
        $"{Figures.Count(labels.Second)} labelled nonmember",
        "so part of any AUC, and of the p-values against these non-members, may come from the texts and not from the model: "
        + "use members and non-members that were split at random");

    /// <summary>Whether the documents under test can be told from the calibration without the model, and what follows.</summary>
    public static string Calibration(SetComparison sets) => Say(
        sets,
        $"{Figures.Count(sets.First, "document")} under test",
        Figures.Count(sets.Second, "calibration non-member"),
        "so they are not exchangeable and p-values against these non-members may come from the texts and not from the model: "
        + "use non-members from the same source");

    /// <summary>Beside documents that were found; null unless the texts alone tell those under test from the non-members, or this cannot be checked.</summary>
    public static string? Discoveries(SetComparison? sets) => sets switch
    {
        { Separates: true } => $"Text alone, without the model, tells the documents under test from these non-members{Bracket(sets)}, "
            + "so a document may be found for its text and not for the model.",
        { Text.PValue: null, Words.Reason: { } reason } => $"Whether text alone finds the same documents was not measured: {reason}.",
        _ => null,
    };

    /// <summary>Null unless there are groups and none of them is in both sets.</summary>
    public static string? UnmixedGroups(SetComparison sets) => sets is { Groups: > 0, MixedGroups: 0 }
        ? $"None of the {Figures.Count(sets.Groups, "group")} has documents on both sides, so whatever tells groups apart may look like a "
            + "difference between the sides."
        : null;

    /// <summary>What was looked at; null if that is everything.</summary>
    public static string? Sample(SetComparison sets) => sets.SampledFirst == sets.First && sets.SampledSecond == sets.Second && IsWhole(sets)
        ? null
        : $"Lengths, years and languages were measured on a random sample of {Figures.Count(sets.SampledFirst)} of {Figures.Count(sets.First)} and "
            + $"{Figures.Count(sets.SampledSecond)} of {Figures.Count(sets.Second)} documents"
            + (sets.Text is { } text ? $", the text as a whole on {Figures.Count(text.First)} and {Figures.Count(text.Second)} of them." : ".");

    private static bool IsWhole(SetComparison sets) => sets.Text is not { } text || (text.First == sets.First && text.Second == sets.Second);

    private static string Say(SetComparison sets, string first, string second, string then) => sets switch
    {
        { Separates: true } => $"Text alone, without the model, tells {first} from {second}{Bracket(sets)}, {then}.",
        { Words.Auc: not null } => $"Text alone, without the model, does not tell {first} from {second}{Bracket(sets)}.",
        _ => $"Whether text alone tells {first} from {second} was not measured: {sets.Words.Reason}.",
    };

    // Of earlier versions there is an interval and no p-value.
    internal static string Bracket(SetComparison sets) => (sets.Text is { } text ? OfText(text) : null) is { } figures
        ? $" ({figures})"
        : sets.Words.Auc is { } auc ? $" (AUC {auc.InWords})" : "";
}
