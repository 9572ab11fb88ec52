namespace LlmMiaProbe.Findings;

/// <summary>What an interval was made of, and what it cannot show.</summary>
public static class IntervalStatement
{
    /// <summary>Fewer groups than this show too little of how groups differ.</summary>
    public const int FewestGroups = 5;

    public const string WithoutWidth =
        "An interval without width means that all resamples agree, not that the value is exact.";

    /// <param name="groups">Distinct groups among the labelled documents, too few to draw from.</param>
    public static string ByDocument(int groups) => "Intervals resample documents, members and non-members apart, "
        + (groups == 0
            ? "because no labelled document has a group."
            : $"because there {(groups == 1 ? "is" : "are")} only {Wording.Count(groups, "group")} and {FewestGroups} are needed to resample groups; "
                + "they are too narrow if documents of one group resemble each other.");

    /// <param name="groups">Distinct groups.</param>
    /// <param name="loneDocuments">Documents without a group.</param>
    /// <param name="memberUnits">Groups and lone documents with a member among them.</param>
    /// <param name="nonMemberUnits">Groups and lone documents with a non-member among them.</param>
    /// <param name="widening">Factor by which they are wider than the resamples say.</param>
    public static string ByGroup(int groups, int loneDocuments, int memberUnits, int nonMemberUnits, double widening)
    {
        var drawn = $"Intervals resample the {Wording.Count(groups, "group")}, each with all its documents";
        var lone = loneDocuments == 0 ? "" : $", and the {Wording.Count(loneDocuments, "document")} without a group one by one";
        var wider = widening < 1.01 ? "" : $", and are {Wording.Percent(widening - 1)} wider than that, because these are few";
        return $"{drawn}{lone}{wider}.{Thin(memberUnits, "members")}{Thin(nonMemberUnits, "non-members")}";
    }

    private static string Thin(int units, string label) => units >= FewestGroups
        ? ""
        : $" The {label} come from only {Wording.Count(units)} of these, so the intervals show little of how sources of {label} differ.";
}
