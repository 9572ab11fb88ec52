namespace LlmMiaProbe.Findings.Health;

/// <summary>What the comparison of two sets without a model says about results on them.</summary>
public static class HealthStatement
{
    /// <summary>Null if there are enough documents to compare.</summary>
    public static string? TooFew(int first, int second) => Math.Min(first, second) >= SetComparer.FewestDocuments
        ? null
        : $"there are {Wording.Count(first)} and {Wording.Count(second)} documents, and {SetComparer.FewestDocuments} of each are needed";

    /// <summary>Whether members and non-members can be told apart without the model, and what follows.</summary>
    public static string Labels(SetComparison labels) => Say(
        labels,
        "The labels can be told apart without the model",
        "so the AUCs, and p-values against these non-members, say little about the model: use members and non-members that were split at random",
        "The labels cannot be told apart without the model",
        "Whether the labels can be told apart without the model was not measured");

    /// <summary>Whether the documents under test can be told from the calibration without the model, and what follows.</summary>
    public static string Calibration(SetComparison sets) => Say(
        sets,
        "The documents under test can be told from the calibration non-members without the model",
        "so they are not exchangeable with them and the p-values say little: use non-members from the same source",
        "The documents under test cannot be told from the calibration non-members without the model",
        "Whether the documents under test can be told from the calibration non-members without the model was not measured");

    /// <summary>Null unless there are groups and none of them is in both sets.</summary>
    public static string? UnmixedGroups(SetComparison sets) => sets is { Groups: > 0, MixedGroups: 0 }
        ? $"None of the {Wording.Count(sets.Groups, "group")} has documents on both sides, so whatever tells groups apart may look like a difference between the sides."
        : null;

    /// <summary>What was looked at; null if that is everything.</summary>
    public static string? Sample(SetComparison sets) => sets.SampledFirst == sets.First && sets.SampledSecond == sets.Second
        ? null
        : $"This was measured on a random sample of {Wording.Count(sets.SampledFirst)} of {Wording.Count(sets.First)} and {Wording.Count(sets.SampledSecond)} of {Wording.Count(sets.Second)} documents.";

    private static string Say(SetComparison sets, string told, string then, string untold, string unmeasured) => sets switch
    {
        { Separates: true } => $"{told} ({string.Join("; ", Separators(sets))}), {then}.",
        { Words.Auc: { } auc } => $"{untold} (by words, AUC {Wording.WithInterval(auc)}).",
        _ => $"{unmeasured}: {sets.Words.Reason}.",
    };

    private static IEnumerable<string> Separators(SetComparison sets)
    {
        foreach (var (name, shift) in new[] { ("words", sets.Words), ("length", sets.Length), ("the years they name", sets.Years) })
        {
            if (shift is { Separates: true, Auc: { } auc })
            {
                yield return $"by {name}, AUC {Wording.WithInterval(auc)}";
            }
        }

        if (sets.Languages is { Separates: true } languages && languages.Shares.MaxBy(share => Math.Abs(share.First - share.Second)) is { } most)
        {
            yield return $"by language, {most.Language} in {Wording.Percent(most.First)} against {Wording.Percent(most.Second)}";
        }
    }
}
