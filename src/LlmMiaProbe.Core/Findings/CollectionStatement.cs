using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Findings;

/// <summary>What may be said of the documents under test as a collection, held against the calibration non-members as another.</summary>
public static class CollectionStatement
{
    /// <summary>p-values at or below count as a difference.</summary>
    public const double Level = 0.05;

    public const string Assumption =
        "This holds if both collections are random draws from one source and the non-members were never published; it speaks of the collections, not of any one document, and is not proof of training.";

    /// <summary>Null if there are enough documents for dataset inference.</summary>
    public static string? TooFew(int suspects, int validation) => Math.Min(suspects, validation) >= DatasetInference.FewestDocuments
        ? null
        : $"Dataset inference needs {DatasetInference.FewestDocuments} scored documents of each collection; there are {Wording.Count(suspects)} and {Wording.Count(validation)}.";

    /// <summary>In place of dataset inference if no attack has a score for every document.</summary>
    public const string NoFeature = "Dataset inference needs an attack that has a score for every document; there is none.";

    /// <summary>Whether the scores of one attack differ.</summary>
    public static string Scores(TwoSampleResult result, string attack)
    {
        var d = result.CohensD is { } cohen ? $", Cohen's d {Wording.WithInterval(cohen)}" : "";
        return $"By {attack}, the {Wording.Count(result.First, "document")} under test {(result.PValue <= Level ? "score higher than" : "do not score higher than")} the {Wording.Count(result.Second, "non-member")} "
            + $"(permutation test, one-sided p {Wording.PValue(result.PValue)}, smallest reachable {Wording.PValue(result.SmallestPValue)}; Cliff's delta {Wording.WithInterval(result.CliffsDelta)}{d}).";
    }

    /// <summary>Whether a model of all scores tells the collections apart.</summary>
    /// <param name="result">Of the same documents.</param>
    /// <param name="attacks">Attacks that it rests on.</param>
    public static string Inference(DatasetInferenceResult result, int attacks) =>
        $"Dataset inference by {Wording.Count(attacks, "attack")} {(result.Attacks.PValue <= Level ? "tells" : "does not tell")} {Wording.Count(result.Suspects, "document")} under test from {Wording.Count(result.Validation, "non-member")} "
        + $"({Outcome(result.Attacks)}, twice the median of {Wording.Count(result.Splits)} random halves from {Wording.PValue(result.Attacks.LowestPValue)} to {Wording.PValue(result.Attacks.HighestPValue)}"
        + $"{(result.KeepsGroupsTogether ? "; groups kept together" : "")}).";

    /// <summary>Whether that beats what words alone tell, and what follows.</summary>
    /// <param name="result">Of the same documents.</param>
    /// <param name="blind">What words tell of the collections, if they could not be tried on the same halves; null if it was not measured.</param>
    public static string Control(DatasetInferenceResult result, SetComparison? blind) => result switch
    {
        { Words: { } words, Gain: { } gain } => Compare(result.Attacks, words, gain),
        _ => "The texts were not kept, so words could not be tried on the same halves; " + blind switch
        {
            { Separates: true } => "the collections can be told apart without the model, so this says little about the model.",
            { Words.Auc: { } auc } => $"over all documents words do not tell the collections apart (AUC {Wording.WithInterval(auc)}).",
            _ => "whether the collections can be told apart without the model was not measured, so this says little about the model.",
        },
    };

    private static string Compare(SplitOutcome attacks, SplitOutcome words, Estimate gain)
    {
        var (tried, difference) = ($"({Outcome(words)})", $"{Wording.Fraction(Math.Abs(gain.Value))} of AUC (95% interval of the difference {Wording.Fraction(gain.Low)} – {Wording.Fraction(gain.High)})");
        var compared = gain switch
        {
            { Low: > 0 } => $"the attacks beat them by {difference}",
            { High: < 0 } => $"they beat the attacks by {difference}",
            _ => $"the attacks are not clearly better: they are {(gain.Value < 0 ? "behind" : "ahead")} by {difference}",
        };
        return (attacks.PValue <= Level, words.PValue <= Level) switch
        {
            (_, true) => $"Words alone tell the collections apart on the same halves {tried}, so this says little about the model; {compared}.",
            (true, false) when gain.Low > 0 => $"Words alone do not on the same halves {tried}, and {compared}.",
            (true, false) => $"Words alone do not reach significance on the same halves {tried}, but {compared}, so this says little about the model.",
            _ => $"Words alone do not either on the same halves {tried}.",
        };
    }

    private static string Outcome(SplitOutcome outcome) => $"p {Wording.PValue(outcome.PValue)}, AUC {Wording.WithInterval(outcome.Auc)}";
}
