using System.Text.Json.Nodes;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>How the scores of one attack are spread, for each label.</summary>
internal static class HistogramChart
{
    public const string Rows = "histogram";

    private const int Bins = 36;

    /// <summary>
    /// Rows of <c>label</c>, <c>from</c>, <c>to</c>, <c>count</c> and <c>share</c> (of the label's documents). The bins span all
    /// but the outermost hundredth of the scores; the outer bins hold what lies beyond.
    /// </summary>
    public static JsonArray RowsOf(ReportContent content, AttackColumn attack)
    {
        var scores = content.Documents
            .Select((document, i) => (Label: LabelScale.Of(document), attack.Scores[i]?.Value))
            .Where(entry => entry.Value is not null)
            .Select(entry => (entry.Label, Score: entry.Value ?? 0))
            .ToList();
        if (scores.Count == 0)
        {
            return [];
        }

        var sorted = scores.Select(entry => entry.Score).Order().ToList();
        var (low, high) = (sorted[(int)(sorted.Count * 0.005)], sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * 0.995))]);
        (low, high) = low < high ? (low, high) : (low - 0.5, high + 0.5);
        var width = (high - low) / Bins;
        return new JsonArray([.. scores
            .GroupBy(entry => entry.Label, StringComparer.Ordinal)
            .OrderBy(label => Array.IndexOf(LabelScale.Names, label.Key))
            .SelectMany(label => label
                .GroupBy(entry => Math.Clamp((int)((entry.Score - low) / width), 0, Bins - 1))
                .OrderBy(bin => bin.Key)
                .Select(bin => (JsonNode)new JsonObject
                {
                    ["label"] = label.Key,
                    ["from"] = Rounded(low + (bin.Key * width)),
                    ["to"] = Rounded(low + ((bin.Key + 1) * width)),
                    ["count"] = bin.Count(),
                    ["share"] = Math.Round((double)bin.Count() / label.Count(), 6),
                }))]);
    }

    public static Chart Of(ReportContent content, ChartPalette palette) => new(
        "scores-by-label",
        Rows,
        "Share of each label's documents by score.",
        ChartSpec.Of(Rows, 260, palette, $$"""
            {
              "mark": { "type": "bar", "opacity": 0.6, "binSpacing": 0 },
              "encoding": {
                "x": { "field": "from", "type": "quantitative", "bin": { "binned": true }, "title": "score (higher is more member-like)", "axis": { "grid": false, "tickCount": 6, "format": "~g" }, "scale": { "nice": false } },
                "x2": { "field": "to" },
                "y": { "field": "share", "type": "quantitative", "stack": null, "title": "share of the label's documents", "axis": { "format": "~p", "tickCount": 4 } },
                "color": { "field": "label", "type": "nominal", "scale": {{LabelScale.Json(content, palette)}}, "legend": { "direction": "horizontal" } },
                "tooltip": [
                  { "field": "label" }, { "field": "from", "type": "quantitative", "format": ".4g" }, { "field": "to", "type": "quantitative", "format": ".4g" },
                  { "field": "count", "type": "quantitative" }, { "field": "share", "type": "quantitative", "format": ".1%" }
                ]
              }
            }
            """));

    // Enough for any axis; doubles with all their digits would fill the file.
    private static double Rounded(double value) =>
        double.Parse(value.ToString("G7", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
