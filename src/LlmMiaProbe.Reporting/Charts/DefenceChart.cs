using System.Text.Json.Nodes;
using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>Privacy against utility: a point a setting of a defence, joined by defence, with the interval of the AUC.</summary>
public static class DefenceChart
{
    private const string Rows = "defences";

    /// <summary>A Vega-Lite specification with its rows, for a file of its own; rows without AUC or perplexity are left out.</summary>
    public static JsonObject Spec(IReadOnlyList<DefenceRow> rows)
    {
        List<DefenceRow> shown = [.. rows.Where(row => row is { Reference: not null, Perplexity: not null })];
        List<string> defences = [.. shown.Select(row => row.Defence).Distinct(StringComparer.Ordinal)];
        var spec = ChartSpec.Of(Rows, 340, ChartPalette.Paper, $$"""
            {
              "title": "Each defence alone: how well members are told from non-members, and what it costs",
              "encoding": {
                "x": { "field": "perplexity", "type": "quantitative", "scale": { "zero": false }, "title": "perplexity on held-out documents (lower is better)" },
                "color": { "field": "defence", "type": "nominal", "scale": { "domain": {{ChartSpec.Json(defences)}}, "scheme": "dark2" }, "title": null }
              },
              "layer": [
                { "mark": { "type": "line", "strokeWidth": 1, "opacity": 0.5 }, "encoding": { "y": { "field": "auc", "type": "quantitative" }, "order": { "field": "i", "type": "quantitative" } } },
                { "mark": { "type": "rule" }, "encoding": { "y": { "field": "low", "type": "quantitative", "scale": { "domain": [0.4, 1] }, "title": "AUC of reference-difference, 95% interval" }, "y2": { "field": "high" } } },
                { "mark": { "type": "point", "filled": true, "size": 60 }, "encoding": { "y": { "field": "auc", "type": "quantitative" }, "tooltip": [{ "field": "defence" }, { "field": "setting" }] } },
                { "mark": { "type": "text", "align": "left", "dx": 7, "dy": -5, "fontSize": 10 }, "encoding": { "y": { "field": "auc", "type": "quantitative" }, "text": { "field": "setting" } } }
              ]
            }
            """);
        spec["width"] = 560;
        spec["background"] = "white";
        spec["data"] = new JsonObject
        {
            ["values"] = new JsonArray([.. shown.Select((row, i) => (JsonNode)new JsonObject
            {
                ["defence"] = row.Defence,
                ["setting"] = row.Setting,
                ["i"] = i,
                ["auc"] = Round(row.Reference?.Value),
                ["low"] = Round(row.Reference?.Low),
                ["high"] = Round(row.Reference?.High),
                ["perplexity"] = Round(row.Perplexity),
            })]),
        };
        return spec;
    }

    /// <summary>The AUC of either attack by how often members were repeated.</summary>
    public static JsonObject RepetitionSpec(IReadOnlyList<DefenceRow> rows)
    {
        var spec = ChartSpec.Of("repetitions", 300, ChartPalette.Paper, $$"""
            {
              "title": "What deduplication takes away: members by how often they were repeated",
              "encoding": {
                "x": { "field": "repetitions", "type": "ordinal", "sort": null, "axis": { "labelAngle": 0 }, "title": "times a member occurs in an epoch" },
                "color": { "field": "attack", "type": "nominal", "scale": { "domain": ["reference-difference", "loss"], "range": {{ChartSpec.Json(ChartPalette.Paper.Series.Take(2))}} }, "title": null }
              },
              "layer": [
                { "mark": { "type": "line" }, "encoding": { "y": { "field": "auc", "type": "quantitative", "scale": { "domain": [0.4, 1] }, "title": "AUC, 95% interval" } } },
                { "mark": { "type": "rule" }, "encoding": { "y": { "field": "low", "type": "quantitative" }, "y2": { "field": "high" } } },
                { "mark": { "type": "point", "filled": true, "size": 60 }, "encoding": { "y": { "field": "auc", "type": "quantitative" } } }
              ]
            }
            """);
        spec["width"] = 560;
        spec["background"] = "white";
        spec["data"] = new JsonObject
        {
            ["values"] = new JsonArray([.. rows.SelectMany(row => new[] { (Attack: "reference-difference", Auc: row.Reference), (Attack: "loss", Auc: row.Loss) }.Where(pair => pair.Auc is not null).Select(pair => (JsonNode)new JsonObject
            {
                ["repetitions"] = row.Setting,
                ["attack"] = pair.Attack,
                ["auc"] = Round(pair.Auc?.Value),
                ["low"] = Round(pair.Auc?.Low),
                ["high"] = Round(pair.Auc?.High),
            }))]),
        };
        return spec;
    }

    private static double Round(double? value) => Math.Round(value ?? 0, 6);
}
