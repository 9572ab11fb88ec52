using System.Text.Json.Nodes;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>The AUC of every attack with its interval, beside what is reached without the model.</summary>
internal static class AucChart
{
    public const string Rows = "auc";

    private static readonly string[] s_kinds = ["headline", "exploratory", "without the model"];

    /// <summary>Rows of <c>attack</c>, <c>kind</c>, <c>auc</c>, <c>low</c> and <c>high</c>, the highest first.</summary>
    public static JsonArray RowsOf(ReportContent content)
    {
        var rows = content.Attacks
            .Where(attack => attack.Evaluation.Auc is not null)
            .Select(attack => Row(attack.Name, s_kinds[attack.IsHeadline ? 0 : 1], attack.Evaluation.Auc!));
        if (content.Evaluation.Health?.Labels?.BlindAuc is { } blind)
        {
            rows = rows.Append(Row("blind baseline", s_kinds[2], blind));
        }

        return new JsonArray([.. rows.Select(row => (JsonNode)row)]);
    }

    public static Chart Of(ReportContent content, ChartPalette palette)
    {
        var rows = content.Attacks.Count(attack => attack.Evaluation.Auc is not null) + 1;
        var lowest = content.Attacks
            .Select(attack => attack.Evaluation.Auc?.Low ?? 0.5)
            .Append(content.Evaluation.Health?.Labels?.BlindAuc?.Low ?? 0.5)
            .Append(0.5)
            .Min();
        var from = Math.Max(0, Math.Floor((lowest - 0.02) * 10) / 10);
        var looks = SeriesLook.Of(s_kinds.Zip([palette.Member, palette.Unknown, palette.NonMember]));
        const string Legend = """{ "columns": 3, "direction": "horizontal" }""";
        var scale = $$"""{ "domain": [{{ChartSpec.Json(from)}}, 1], "nice": false, "zero": false }""";
        return new Chart("auc", Rows, "AUC of every attack with its 95% interval; "
            + "the table below gives the numbers.", ChartSpec.Of(Rows, 22 * rows, palette, $$"""
            {
              "encoding": {
                "y": { "field": "attack", "type": "nominal", "sort": null, "title": null, "axis": { "domain": false, "ticks": false, "labelLimit": 200, "labelColor": {{ChartSpec.Json(palette.Text)}} } },
                "color": {{SeriesLook.Channel(looks, "kind", look => look.Colour, Legend)}},
                "tooltip": [
                  { "field": "attack" }, { "field": "auc", "type": "quantitative", "format": ".3f" },
                  { "field": "low", "type": "quantitative", "format": ".3f" }, { "field": "high", "type": "quantitative", "format": ".3f" }
                ]
              },
              "layer": [
                { "data": { "values": [{ "guessing": 0.5 }] }, "mark": { "type": "rule", "strokeDash": [5, 4], "color": {{ChartSpec.Json(palette.Muted)}} }, "encoding": { "x": { "field": "guessing", "type": "quantitative" }, "y": null, "color": null, "tooltip": null } },
                { "mark": { "type": "rule", "strokeWidth": 2.5, "opacity": 0.6 }, "encoding": { "x": { "field": "low", "type": "quantitative", "scale": {{scale}}, "title": "AUC, 95% interval", "axis": { "tickCount": 6, "format": ".1f" } }, "x2": { "field": "high" } } },
                { "mark": { "type": "point", "filled": true, "size": 75, "opacity": 1 }, "encoding": { "x": { "field": "auc",
                  "type": "quantitative" }, "shape": {{SeriesLook.Channel(looks, "kind", look => look.Shape, Legend)}} } }
              ]
            }
            """));
    }

    private static JsonObject Row(string attack, string kind, Estimate auc) => new JsonObject
    {
        ["attack"] = attack,
        ["kind"] = kind,
        ["auc"] = Math.Round(auc.Value, 6),
        ["low"] = Math.Round(auc.Low, 6),
        ["high"] = Math.Round(auc.High, 6),
    };
}
