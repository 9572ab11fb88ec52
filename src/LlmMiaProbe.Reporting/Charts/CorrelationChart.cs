using System.Text.Json.Nodes;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>Which attacks order the documents alike.</summary>
internal static class CorrelationChart
{
    public const string Rows = "correlation";

    /// <summary>Rows of <c>a</c>, <c>b</c> and <c>r</c>, over the documents that both attacks score; pairs without a correlation are left out.</summary>
    public static JsonArray RowsOf(ReportContent content)
    {
        var pairs = content.Attacks.SelectMany((first, i) => content.Attacks.Take(i + 1).Select(second => (First: first, Second: second)));
        return new JsonArray([.. pairs.AsParallel().AsOrdered()
            .Select(pair => (pair.First, pair.Second, R: Between(pair.First, pair.Second)))
            .AsSequential()
            .Where(pair => pair.R is not null)
            .SelectMany(pair => BothWays(pair.First, pair.Second, pair.R ?? 0))]);
    }

    public static Chart Of(ReportContent content, ChartPalette palette)
    {
        var names = ChartSpec.Json(content.Attacks.Select(attack => attack.Name));
        var axis = $"\"sort\": {names}, \"title\": null";
        return new Chart("correlation", Rows, "Rank correlation of every pair of attacks.", ChartSpec.Of(Rows, (26 * content.Attacks.Count) + 8, palette, $$"""
            {
              "encoding": {
                "x": { "field": "b", "type": "nominal", {{axis}}, "axis": { "labelAngle": -45, "orient": "top", "domain": false, "ticks": false } },
                "y": { "field": "a", "type": "nominal", {{axis}}, "axis": { "domain": false, "ticks": false, "labelLimit": 260 } }
              },
              "layer": [
                {
                  "mark": { "type": "rect", "cornerRadius": 2 },
                  "encoding": {
                    "color": {
                      "field": "r", "type": "quantitative",
                      "scale": { "type": "threshold", "domain": [-0.8, -0.6, -0.4, -0.2, 0.2, 0.4, 0.6, 0.8], "range": {{ChartSpec.Json(palette.Diverging)}} },
                      "legend": null
                    },
                    "tooltip": [{ "field": "a" }, { "field": "b" }, { "field": "r", "type": "quantitative", "format": ".3f" }]
                  }
                },
                {
                  "mark": { "type": "text", "fontSize": 10, "clip": true },
                  "encoding": {
                    "text": { "field": "r", "type": "quantitative", "format": ".2f" },
                    "color": { "condition": [
                      { "test": "abs(datum.r) >= 0.8", "value": {{ChartSpec.Json(palette.OnStrong)}} },
                      { "test": "abs(datum.r) >= 0.6", "value": {{ChartSpec.Json(palette.OnMedium)}} }], "value": {{ChartSpec.Json(palette.Text)}} }
                  }
                }
              ]
            }
            """));
    }

    private static double? Between(AttackColumn first, AttackColumn second)
    {
        var (x, y) = (new List<double>(), new List<double>());
        for (var i = 0; i < first.Scores.Count; i++)
        {
            if (first.Scores[i]?.Value is { } a && second.Scores[i]?.Value is { } b)
            {
                x.Add(a);
                y.Add(b);
            }
        }

        return RankCorrelation.Spearman(x, y);
    }

    private static JsonNode[] BothWays(AttackColumn first, AttackColumn second, double r) => first == second
        ? [Row(first.Name, second.Name, r)]
        : [Row(first.Name, second.Name, r), Row(second.Name, first.Name, r)];

    private static JsonObject Row(string a, string b, double r) => new() { ["a"] = a, ["b"] = b, ["r"] = Math.Round(r, 4) };
}
