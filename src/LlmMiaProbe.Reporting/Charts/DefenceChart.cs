using System.Text.Json.Nodes;
using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>Privacy beside utility: a line a setting, with the interval of the AUC and the perplexity.</summary>
public static class DefenceChart
{
    private const int LineHeight = 22;

    /// <summary>A Vega-Lite specification with its rows, for a file of its own; rows without AUC or perplexity are left out.</summary>
    public static JsonObject Spec(IReadOnlyList<DefenceRow> rows)
    {
        List<DefenceRow> shown = [.. rows.Where(row => row is { Reference: not null, Perplexity: not null })];
        const string line = """ "field": "line", "type": "nominal", "sort": null, "title": null """;
        var size = $$""" "width": 250, "height": {{LineHeight * shown.Count}} """;
        var spec = ChartSpec.Of("defences", 0, ChartPalette.Paper, $$"""
            {
              "hconcat": [
                {
                  {{size}},
                  "encoding": { "y": { {{line}}, "axis": { "labelLimit": 300, "domain": false, "ticks": false } } },
                  "layer": [
                    { "mark": { "type": "rule", "strokeWidth": 2, "opacity": 0.5, "color": {{ChartSpec.Json(ChartPalette.Paper.Member)}} }, "encoding": { "x": { "field": "low", "type": "quantitative", "scale": { "domain": [{{ChartSpec.Json(Lowest(shown))}}, 1], "nice": false }, "title": "AUC of reference-difference, 95% interval" }, "x2": { "field": "high" } } },
                    { "mark": { "type": "point", "filled": true, "size": 60, "color": {{ChartSpec.Json(ChartPalette.Paper.Member)}} }, "encoding": { "x": { "field": "auc", "type": "quantitative" } } }
                  ]
                },
                {
                  {{size}},
                  "mark": { "type": "point", "filled": true, "size": 60, "color": {{ChartSpec.Json(ChartPalette.Paper.NonMember)}} },
                  "encoding": {
                    "y": { {{line}}, "axis": null },
                    "x": { "field": "perplexity", "type": "quantitative", "scale": { "zero": false, "padding": 12 }, "title": "perplexity on held-out documents" }
                  }
                }
              ]
            }
            """);
        foreach (var ofOnePlot in new[] { "width", "height", "autosize" })
        {
            spec.Remove(ofOnePlot);
        }

        spec["background"] = "white";
        spec["data"] = new JsonObject
        {
            ["values"] = new JsonArray([.. shown.Select(row => (JsonNode)new JsonObject
            {
                ["line"] = row.Defence == "none" ? row.Setting : $"{row.Defence}: {row.Setting}",
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
              "encoding": {
                "x": { "field": "repetitions", "type": "ordinal", "sort": null, "axis": { "labelAngle": 0 }, "title": "times a member occurs in an epoch" },
                "color": { "field": "attack", "type": "nominal", "scale": { "domain": ["reference-difference", "loss"], "range": {{ChartSpec.Json(ChartPalette.Paper.Series.Take(2))}} }, "title": null }
              },
              "layer": [
                { "mark": { "type": "line" }, "encoding": { "strokeDash": { "field": "attack", "type": "nominal", "title": null },
                  "y": { "field": "auc", "type": "quantitative", "scale": { "domain": [0.4, 1] }, "title": "AUC, 95% interval" } } },
                { "mark": { "type": "rule" }, "encoding": { "y": { "field": "low", "type": "quantitative" }, "y2": { "field": "high" } } },
                { "mark": { "type": "point", "filled": true, "size": 60 }, "encoding": { "shape": { "field": "attack", "type": "nominal",
                  "title": null }, "y": { "field": "auc", "type": "quantitative" } } }
              ]
            }
            """);
        spec["width"] = 560;
        spec["background"] = "white";
        spec["data"] = new JsonObject
        {
            ["values"] = new JsonArray([.. rows.SelectMany(row => new[]
            {
                (Attack: "reference-difference", Auc: row.Reference), (Attack: "loss", Auc: row.Loss),
            }.Where(pair => pair.Auc is not null).Select(pair => (JsonNode)new JsonObject
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

    private static double Lowest(IEnumerable<DefenceRow> rows) => Math.Floor(10 * rows.Select(row => row.Reference?.Low ?? 1).Append(0.4).Min()) / 10;

    private static double Round(double? value) => Math.Round(value ?? 0, 6);
}
