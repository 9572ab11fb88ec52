using System.Text.Json.Nodes;
using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// Two runs held against each other as one JSON object: <c>earlier</c> and <c>later</c> (<c>run</c>, <c>model</c>, <c>fingerprint</c>),
/// <c>documents</c> (paired, onlyEarlier, onlyLater, relabelled), <c>attacks</c>, each with <c>id</c>, <c>headline</c>, <c>n</c>,
/// <c>auc</c> (earlier, later, change, changeLow, changeHigh), <c>intervals</c>, <c>statement</c> and <c>reason</c>, <c>uncompared</c>
/// (attacks of one run only), <c>uncomparedReasons</c>, <c>coverage</c>, each with <c>threshold</c>, earlier, later, change, changeLow, changeHigh and
/// <c>statement</c>, <c>coverageIntervals</c>, <c>exposure</c>, each with <c>criterion</c>, <c>threshold</c>, <c>compared</c>,
/// <c>inBoth</c>, <c>newlyExposed</c> and <c>newlySafe</c> (document ids), <c>exposureReason</c> and <c>warnings</c>. Changes are
/// later less earlier. What is missing is null.
/// </summary>
public static class ComparisonJson
{
    public static JsonObject Of(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var (earlier, later) = (comparison.Earlier.Id, comparison.Later.Id);
        return new JsonObject
        {
            ["earlier"] = Run(comparison.Earlier),
            ["later"] = Run(comparison.Later),
            ["documents"] = new JsonObject
            {
                ["paired"] = comparison.Pairing.Paired,
                ["onlyEarlier"] = comparison.Pairing.OnlyEarlier,
                ["onlyLater"] = comparison.Pairing.OnlyLater,
                ["relabelled"] = comparison.Pairing.Relabelled,
            },
            ["attacks"] = new JsonArray([.. comparison.Attacks.Select(attack => Attack(attack, earlier, later))]),
            ["uncompared"] = Texts(comparison.Uncompared),
            ["uncomparedReasons"] = Texts(comparison.UncomparedReasons),
            ["coverage"] = new JsonArray([.. comparison.Coverage.Select(change => Coverage(change, earlier, later))]),
            ["coverageIntervals"] = comparison.CoverageIntervals,
            ["exposure"] = new JsonArray([.. comparison.Exposure.Select(change => new JsonObject
            {
                ["criterion"] = change.Criterion,
                ["threshold"] = change.Threshold,
                ["compared"] = change.Compared,
                ["inBoth"] = change.InBoth,
                ["newlyExposed"] = Texts(change.NewlyExposed),
                ["newlySafe"] = Texts(change.NewlySafe),
            })]),
            ["exposureReason"] = comparison.ExposureReason,
            ["warnings"] = Texts(comparison.Warnings),
        };
    }

    private static JsonObject Run(RunRecord run)
    {
        var target = run.Models.FirstOrDefault(model => model.Role == ModelRole.Target);
        return new JsonObject { ["run"] = run.Id, ["model"] = target?.Model.Name, ["fingerprint"] = target?.Model.Fingerprint.Value };
    }

    private static JsonObject Attack(AttackChange change, long earlier, long later) => new()
    {
        ["id"] = change.Attack,
        ["headline"] = change.IsHeadline,
        ["n"] = new JsonObject { ["member"] = change.Members, ["nonmember"] = change.NonMembers },
        ["auc"] = Change(change.Earlier, change.Later, change.Change),
        ["intervals"] = change.Intervals?.Note,
        ["statement"] = ChangeStatement.Of(change, earlier, later),
        ["reason"] = change.Reason,
    };

    private static JsonObject Coverage(CoverageChange change, long earlier, long later)
    {
        var json = Change(change.Earlier, change.Later, change.Change);
        json.Insert(0, "threshold", change.Threshold);
        json["change"] = change.Change?.Value ?? change.Later - change.Earlier;
        json["statement"] = ChangeStatement.Of(change, earlier, later);
        return json;
    }

    private static JsonObject Change(double? earlier, double? later, Estimate? change) => new()
    {
        ["earlier"] = earlier,
        ["later"] = later,
        ["change"] = change?.Value,
        ["changeLow"] = change?.Low,
        ["changeHigh"] = change?.High,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
