using System.Text.Json.Nodes;
using LlmMiaProbe.Gates;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// Gates as one JSON object: <c>passed</c> (whether all did) and <c>gates</c>, each with <c>gate</c>, <c>verdict</c> (passed,
/// failed, notTested), <c>value</c>, <c>low</c>, <c>high</c> (95% interval), <c>threshold</c> and <c>statement</c>. What is missing is null.
/// </summary>
public static class GateJson
{
    public static JsonObject Of(IReadOnlyList<GateOutcome> outcomes) => new()
    {
        ["passed"] = outcomes.All(outcome => outcome.IsPassed),
        ["gates"] = new JsonArray([.. outcomes.Select(outcome => new JsonObject
        {
            ["gate"] = outcome.Gate.ToString(),
            ["verdict"] = outcome.Verdict switch { GateVerdict.Passed => "passed", GateVerdict.Failed => "failed", _ => "notTested" },
            ["value"] = outcome.Value,
            ["low"] = outcome.Interval?.Low,
            ["high"] = outcome.Interval?.High,
            ["threshold"] = outcome.Gate.Threshold,
            ["statement"] = outcome.Sentence,
        })]),
    };
}
