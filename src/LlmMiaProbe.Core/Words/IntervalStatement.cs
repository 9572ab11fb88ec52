namespace LlmMiaProbe.Words;

/// <summary>What an interval was made of, and what it cannot show.</summary>
internal static class IntervalStatement
{
    private const string Computed = "Intervals of AUCs are computed (Student's t in the logit, joined with Newcombe's method 5)";

    /// <summary>Fewer groups than this show too little of how groups differ.</summary>
    public const int FewestGroups = 5;

    public const string WithoutWidth =
        "An interval without width means that these documents agree, not that the value is exact.";

    /// <summary>In place of how intervals were made.</summary>
    public const string OneText = "Near-duplicates, alone or with groups, tie all labelled documents of a kind to one text or source, "
        + "so nothing shows how these differ: no interval is narrower than 0 to 1.";

    /// <param name="groups">Distinct groups among the labelled documents: 0 or 1.</param>
    public static string ByDocument(int groups) => $"{Computed}, those of TPRs resample documents, members and non-members apart, "
        + (groups == 0
            ? "because no labelled document has a group."
            : "because all labelled documents are of one group; they are too narrow if another group would be another matter.");

    /// <param name="groups">Distinct groups among the paired documents: 0 or 1.</param>
    internal static string PairedByDocument(int groups) => groups == 0
        ? "Intervals are Student's t for paired documents."
        : "Intervals are Student's t for paired documents, all of one group; they are too narrow if another group would be another matter.";

    /// <param name="groups">Distinct groups.</param>
    /// <param name="loneDocuments">Documents without a group.</param>
    internal static string PairedByGroup(int groups, int loneDocuments) =>
        $"Intervals are Student's t for paired documents in {Figures.Count(groups, "group")}{Lone(loneDocuments)}, "
        + "declared or of near-duplicates (Obuchowski).";

    /// <param name="groups">Distinct groups.</param>
    /// <param name="loneDocuments">Documents without a group.</param>
    /// <param name="memberUnits">Groups and lone documents with a member among them.</param>
    /// <param name="nonMemberUnits">Groups and lone documents with a non-member among them.</param>
    /// <param name="widening">Factor by which they are wider than the resamples say.</param>
    public static string ByGroup(int groups, int loneDocuments, int memberUnits, int nonMemberUnits, double widening)
    {
        var drawn = $"{Computed} from the {Figures.Count(groups, "group")}{Lone(loneDocuments)}, declared or of near-duplicates; those of TPRs resample these";
        var wider = widening < 1.01 ? "" : $" and are {Figures.WholePercent(widening - 1)} wider than that, because they are few";
        return $"{drawn}{wider}.{Thin(memberUnits, "members")}{Thin(nonMemberUnits, "non-members")}";
    }

    private static string Lone(int documents) => documents == 0 ? "" : $" and {Figures.Count(documents, "document")} without one";

    private static string Thin(int units, string label) => units >= FewestGroups
        ? ""
        : $" The {label} come from only {Figures.Count(units)} of these, so the intervals show little of how sources of {label} differ.";
}
