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

    public static Chart Of(ReportContent content, ChartPalette palette)
    {
        var looks = LabelScale.Looks(content, palette);
        const string X = """
            "title": "score (higher is more member-like)", "axis": { "grid": false, "tickCount": 6, "format": "~g" }, "scale": { "nice": false }
            """;
        const string Tooltip = """
            [
              { "field": "label" }, { "field": "from", "type": "quantitative", "format": ".4g" }, { "field": "to", "type": "quantitative", "format": ".4g" },
              { "field": "count", "type": "quantitative" }, { "field": "share", "type": "quantitative", "format": ".1%" }
            ]
            """;
        return new Chart(
            "scores-by-label",
            Rows,
            "Share of each label's documents by score.",
            ChartSpec.Of(Rows, 260, palette, Bars(looks, "label", X, "share of the label's documents", Tooltip)));
    }

    /// <summary>
    /// Bars of several series in one place, of rows with <c>from</c>, <c>to</c> and <c>share</c>. Their tops are lines, solid or dashed by
    /// series, since two colours over each other are one in grey.
    /// </summary>
    /// <param name="looks">The series.</param>
    /// <param name="field">Names a row's series.</param>
    /// <param name="x">Title, axis and scale, as JSON properties.</param>
    /// <param name="yTitle">What shares are of.</param>
    /// <param name="tooltip">As JSON.</param>
    public static string Bars(IReadOnlyList<SeriesLook> looks, string field, string x, string yTitle, string tooltip)
    {
        const string Legend = """{ "direction": "horizontal", "symbolType": "stroke", "symbolSize": 400, "symbolOpacity": 1 }""";
        return $$"""
            {
              "encoding": {
                "x2": { "field": "to" },
                "y": { "field": "share", "type": "quantitative", "stack": null, "title": {{ChartSpec.Json(yTitle)}}, "axis": { "format": "~p",
                  "tickCount": 4 } },
                "color": {{SeriesLook.Channel(looks, field, look => look.Colour, Legend)}},
                "tooltip": {{tooltip}}
              },
              "layer": [
                {
                  "mark": { "type": "bar", "opacity": 0.3, "binSpacing": 0 },
                  "encoding": { "x": { "field": "from", "type": "quantitative", "bin": { "binned": true }, {{x}} } }
                },
                {
                  "mark": { "type": "rule", "strokeWidth": 2.5 },
                  "encoding": { "x": { "field": "from", "type": "quantitative", {{x}} },
                    "strokeDash": {{SeriesLook.Channel(looks, field, look => look.Dash, Legend)}} }
                }
              ]
            }
            """;
    }

    // Enough for any axis; doubles with all their digits would fill the file.
    private static double Rounded(double value) =>
        double.Parse(value.ToString("G7", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
