using System.Text.Json.Nodes;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// The documents under test and the calibration non-members as collections: <c>attack</c>, <c>scores</c> (the two-sample
/// test: <c>tested</c>, <c>nonMembers</c>, <c>groups</c>, <c>pValue</c>, <c>smallestPValue</c>, <c>cliffsDelta</c>,
/// <c>cohensD</c>, <c>statement</c>), <c>datasetInference</c> (<c>tested</c>, <c>nonMembers</c>, <c>features</c>,
/// <c>splits</c>, <c>groupsKeptTogether</c>, <c>attacks</c>, <c>words</c>, <c>texts</c> (all that is measured of them), <c>reverse</c>
/// (attacks turned round), <c>effect</c> (standard deviations), <c>overlap</c> (share of tested documents like the non-members),
/// <c>comparable</c>, <c>halvesWithoutDirection</c>, <c>gain</c> (AUC by attacks less by texts), <c>statement</c>, <c>control</c>; each of
/// attacks, words, texts and reverse with <c>pValue</c>, <c>lowest</c>, <c>highest</c> and <c>auc</c>), <c>reason</c> (why there is none) and
/// <c>assumption</c>. Estimates are arrays of value and ends of the 95% interval. What is missing is null.
/// </summary>
public static class CollectionJson
{
    public static JsonObject? Of(RunEvaluation evaluation) => evaluation.Collection is not { } collection ? null : new JsonObject
    {
        ["attack"] = collection.Attack,
        ["scores"] = collection.Scores is { } scores ? Scores(scores, collection.Attack) : null,
        ["datasetInference"] = collection.Inference is { } inference ? Inference(inference, evaluation, collection.Features) : null,
        ["reason"] = collection.Reason,
        ["assumption"] = CollectionStatement.Assumption,
    };

    private static JsonObject Scores(TwoSampleResult result, string attack) => new()
    {
        ["tested"] = result.First,
        ["nonMembers"] = result.Second,
        ["groups"] = result.Groups,
        ["pValue"] = result.PValue,
        ["smallestPValue"] = result.SmallestPValue,
        ["cliffsDelta"] = Estimate(result.CliffsDelta),
        ["cohensD"] = Estimate(result.CohensD),
        ["statement"] = CollectionStatement.Scores(result, attack),
    };

    private static JsonObject Inference(DatasetInferenceResult result, RunEvaluation evaluation, IReadOnlyList<string> features) => new()
    {
        ["tested"] = result.Suspects,
        ["nonMembers"] = result.Validation,
        ["features"] = new JsonArray([.. features.Select(feature => (JsonNode)feature)]),
        ["splits"] = result.Splits,
        ["groupsKeptTogether"] = result.KeepsGroupsTogether,
        ["attacks"] = Outcome(result.Attacks),
        ["words"] = Outcome(result.Words),
        ["texts"] = Outcome(result.Texts),
        ["reverse"] = Outcome(result.Reverse),
        ["effect"] = Estimate(result.Effect),
        ["overlap"] = result.Overlap,
        ["comparable"] = result.Overlap is null ? null : result.IsComparable,
        ["halvesWithoutDirection"] = result.HalvesWithoutDirection,
        ["gain"] = Estimate(result.Gain),
        ["statement"] = CollectionStatement.Inference(result, features.Count),
        ["control"] = CollectionStatement.Control(result, evaluation.TestedAgainstCalibration),
    };

    private static JsonObject? Outcome(SplitOutcome? outcome) => outcome is null ? null : new JsonObject
    {
        ["pValue"] = outcome.PValue,
        ["lowest"] = outcome.LowestPValue,
        ["highest"] = outcome.HighestPValue,
        ["auc"] = Estimate(outcome.Auc),
    };

    private static JsonArray? Estimate(Estimate? estimate) => estimate is null ? null : new JsonArray(estimate.Value, estimate.Low, estimate.High);
}
