using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Findings;

/// <summary>What may be said of the documents under test as a collection, held against the calibration non-members as another.</summary>
public static class CollectionStatement
{
    /// <summary>p-values at or below count as a difference.</summary>
    public const double Level = 0.05;

    public const string Assumption =
        "This holds if both collections are random draws from one source and the non-members were never published; "
        + "it speaks of the collections, not of any one document, and is not proof of training.";

    /// <summary>Null if there are enough documents for dataset inference.</summary>
    public static string? TooFew(int suspects, int validation) => Math.Min(suspects, validation) >= DatasetInference.FewestDocuments
        ? null
        : $"Dataset inference needs {DatasetInference.FewestDocuments} scored documents of each collection, near-duplicates counted once; "
            + $"there are {Figures.Count(suspects)} and {Figures.Count(validation)}.";

    /// <summary>Null if there are enough groups for dataset inference, where documents have any: with fewer nothing shows how groups differ.</summary>
    public static string? TooFewGroups(int suspects, int validation) => Math.Min(suspects, validation) >= IntervalStatement.FewestGroups
        ? null
        : $"Dataset inference needs {IntervalStatement.FewestGroups} groups, or documents without one, of each collection; "
            + $"there are {Figures.Count(suspects)} and {Figures.Count(validation)}, and nothing shows how groups differ.";

    /// <summary>In place of dataset inference if no attack has a score for every document.</summary>
    public const string NoFeature = "Dataset inference needs an attack that has a score for every document; there is none.";

    /// <summary>Whether the scores of one attack differ.</summary>
    /// <param name="result">Of the leading attack's scores.</param>
    /// <param name="attack">That attack.</param>
    /// <param name="blind">What the texts alone tell of the same collections; null if it was not measured.</param>
    public static string Scores(TwoSampleResult result, string attack, SetComparison? blind = null)
    {
        var d = result.CohensD is { } cohen ? $", Cohen's d {cohen.InWords}" : "";
        var (score, not) = result.First == 1 ? ("scores", "is not found to score") : ("score", "are not found to score");
        return $"By {attack}, the {Figures.Count(result.First, "document")} under test {(result.PValue <= Level ? score : not)} higher than the "
            + $"{Figures.Count(result.Second, "non-member")}{(result.HasCopies ? ", near-duplicates counted once " : " ")}"
            + $"(permutation test, one-sided p {Figures.PValue(result.PValue)}, smallest reachable {Figures.PValue(result.SmallestPValue)}; "
            + $"Cliff's delta {result.CliffsDelta.InWords}{d})."
            + (result.PValue <= Level && blind is { Separates: true }
                ? " The texts alone tell the collections apart, too, so this may come from them and not from the model."
                : "")
            + (result.PValue > Level && result.SmallestPValue > Level ? " With so few, no order of the scores could show." : "");
    }

    /// <summary>Whether a model of all scores ranks the documents under test higher than non-members alike in what their texts show.</summary>
    /// <param name="result">Of the same documents.</param>
    /// <param name="attacks">Attacks that it rests on.</param>
    public static string Inference(DatasetInferenceResult result, int attacks)
    {
        var by = $"Dataset inference by the {Figures.Count(attacks, "attack")} that {(attacks == 1 ? "scores" : "score")} all of them";
        var (suspects, validation) = (Figures.Count(result.Suspects, "document") + " under test", Figures.Count(result.Validation, "non-member"));
        var halves = $"twice the median of {Figures.Count(result.Splits)} random halves from {Figures.PValue(result.Attacks.LowestPValue)} to "
            + $"{Figures.PValue(result.Attacks.HighestPValue)}{(result.KeepsGroupsTogether ? "; groups kept together" : "")}";
        if (result is not { Effect: { } effect, Overlap: { } overlap })
        {
            return $"Dataset inference by {Figures.Count(attacks, "attack")} {(result.Attacks.PValue <= Level ? "tells" : "does not tell")} "
                + $"{suspects} from {validation} "
                + $"({Outcome(result.Attacks)}, {halves}), by the method of an earlier version, which knew neither a direction nor the texts' "
                + "lengths: rescore the run.";
        }

        if (!result.IsComparable)
        {
            return $"{by} is not possible: {Figures.WholePercent(overlap)} of the {suspects} lie within what the texts of the {validation} "
                + $"show ({Measured(result)}), "
                + $"and {Figures.WholePercent(DatasetInference.LeastOverlap)} are needed, so the two collections are not comparable.";
        }

        var test = $"(one-sided p {Figures.PValue(result.Attacks.PValue)}, {halves}; AUC {result.Attacks.Auc.InWords})";
        return (result.Attacks.PValue <= Level, result.Reverse?.PValue <= Level, result.HalvesWithoutDirection > result.Splits / 2) switch
        {
            (true, _, _) => $"{by}: the {suspects} score higher than the {validation}, beyond what their texts explain ({Measured(result)}), "
                + $"by {Figures.SignedFraction(effect.Value)} standard deviations, "
                + $"95% interval {Figures.SignedFraction(effect.Low)} – {Figures.SignedFraction(effect.High)} {test}.",
            (_, true, _) => $"{by}: the {suspects} are not found to score higher than the {validation} {test}. The attacks point the other way: "
                + "turned round they tell the collections apart "
                + $"(p {Figures.PValue(result.Reverse?.PValue ?? 1)}), so these documents look less trained on than the non-members, "
                + "which speaks against membership, or for swapped files.",
            (_, _, true) => $"{by}: no attack points towards membership of the {suspects} against the {validation} {test}.",
            _ => $"{by}: the {suspects} are not found to score higher than the {validation} beyond what their texts explain ({Measured(result)}) {test}.",
        };
    }

    /// <summary>Whether the texts alone tell the same, and what follows.</summary>
    /// <param name="result">Of the same documents.</param>
    /// <param name="blind">What words tell of the collections, if the texts were not kept; null if it was not measured.</param>
    public static string Control(DatasetInferenceResult result, SetComparison? blind) => result switch
    {
        { IsComparable: false, Texts: { } texts } => $"The texts alone {(texts.PValue <= Level ? "tell the collections apart" : "do not reach significance")} "
            + $"on the same halves ({Outcome(texts)}).",
        { Words: not null, Gain: { } gain } => Compare(result.Attacks, result.Texts ?? result.Words, gain),
        _ => "The texts were not kept, so words could not be tried on the same halves; " + blind switch
        {
            { Separates: true } => "the collections can be told apart without the model, so this says little about the model.",
            { Words.Auc: { } auc } => $"over all documents words do not tell the collections apart (AUC {auc.InWords}).",
            _ => "whether the collections can be told apart without the model was not measured, so this says little about the model.",
        },
    };

    private static string Measured(DatasetInferenceResult result) =>
        result.Words is null ? "length and compressibility" : "length, compressibility, spelling, years, language and words";

    private static string Compare(SplitOutcome attacks, SplitOutcome texts, Estimate gain)
    {
        var (tried, difference) = ($"({Outcome(texts)})", Difference(gain));
        var compared = gain switch
        {
            { Low: > 0 } => $"the attacks beat them by {difference}",
            { High: < 0 } => $"they beat the attacks by {difference}",
            _ => $"the attacks are not clearly better: they are {(gain.Value < 0 ? "behind" : "ahead")} by {difference}",
        };
        return (attacks.PValue <= Level, texts.PValue <= Level) switch
        {
            (_, true) => $"The texts alone tell the collections apart on the same halves {tried}, so this says little about the model; {compared}.",
            (true, false) when gain.Low > 0 => $"The texts alone do not on the same halves {tried}, and {compared}.",
            (true, false) => $"The texts alone do not reach significance on the same halves {tried}, but {compared}, so this says little about the model.",
            _ => $"The texts alone do not reach significance on the same halves {tried}.",
        };
    }

    // Said as a lead of whichever is ahead, so that the interval holds the number beside it.
    private static string Difference(Estimate gain)
    {
        var lead = gain.Value < 0 ? new Estimate(-gain.Value, -gain.High, -gain.Low) : gain;
        return $"{Figures.Fraction(lead.Value)} of AUC "
            + $"(95% interval of the difference {Figures.SignedFraction(lead.Low)} – {Figures.SignedFraction(lead.High)})";
    }

    private static string Outcome(SplitOutcome outcome) => $"p {Figures.PValue(outcome.PValue)}, AUC {outcome.Auc.InWords}";
}
