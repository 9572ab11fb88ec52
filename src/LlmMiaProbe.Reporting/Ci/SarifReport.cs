using System.Text.Json.Nodes;
using LlmMiaProbe.Gates;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Ci;

/// <summary>Gates as SARIF 2.1.0: every gate a rule, every one that failed or could not be tested a result.</summary>
public static class SarifReport
{
    /// <param name="subject">What was tested.</param>
    /// <param name="outcomes">In the order of the gates, each gate once.</param>
    /// <param name="toolVersion">Three numbers.</param>
    /// <param name="time">When.</param>
    public static JsonObject Of(GateSubject subject, IReadOnlyList<GateOutcome> outcomes, string toolVersion, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(outcomes);
        return new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "mia-probe",
                        ["version"] = toolVersion,
                        ["semanticVersion"] = toolVersion,
                        ["rules"] = new JsonArray([.. outcomes.Select(outcome => Rule(outcome.Gate))]),
                    },
                },
                ["invocations"] = new JsonArray(new JsonObject
                {
                    ["executionSuccessful"] = true,
                    ["endTimeUtc"] = time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
                }),
                ["results"] = new JsonArray(
                    [
                        .. outcomes
                            .Select((outcome, i) => (outcome, i))
                            .Where(entry => !entry.outcome.IsPassed)
                            .Select(entry => Result(subject, entry.outcome, entry.i)),
                    ]),
            }),
        };
    }

    private static JsonObject Rule(Gate gate) => new()
    {
        ["id"] = gate.ToString(),
        ["shortDescription"] = new JsonObject { ["text"] = $"{gate.Quantity}: {gate.Quantity.Measure.Meaning}." },
        ["defaultConfiguration"] = new JsonObject { ["level"] = "error" },
    };

    private static JsonObject Result(GateSubject subject, GateOutcome outcome, int rule) => new()
    {
        ["ruleId"] = outcome.Gate.ToString(),
        ["ruleIndex"] = rule,
        ["level"] = "error",
        ["kind"] = "fail",
        ["message"] = new JsonObject { ["text"] = VisibleText.Of(outcome.Sentence) },
        ["locations"] = new JsonArray(new JsonObject
        {
            ["logicalLocations"] = new JsonArray(new JsonObject { ["name"] = VisibleText.Of(subject.Name), ["kind"] = "resource" }),
        }),
    };
}
