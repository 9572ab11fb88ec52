using System.Globalization;
using System.Text.Json.Nodes;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>The (n, p) curves: which share of windows comes in n draws with probability p.</summary>
internal static class DrawsChart
{
    /// <summary>Rows of <c>model</c>, <c>p</c>, <c>draws</c> and <c>share</c>: the target for each p, the reference for the middle one.</summary>
    public static JsonArray RowsOf(ExtractionContent content) => new([.. content.Roles
        .SelectMany(role => Enumerable.Range(0, ExtractionThresholds.Success.Count).Where(p => role == ModelRole.Target || p == 1).Select(p => (role, p)))
        .SelectMany(line => content.Shares[line.role].Curve(line.p).Select(point => (JsonNode)new JsonObject
        {
            ["line"] = Line(content, line.role, line.p),
            ["draws"] = double.Parse(point.Draws.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            ["share"] = Math.Round(point.Share, 6),
        }))]);

    public static Chart Of(string name, ExtractionContent content, ChartPalette palette)
    {
        List<string> lines =
        [
            .. ExtractionThresholds.Success.Select((_, p) => Line(content, ModelRole.Target, p)),
            .. content.Roles.Where(role => role != ModelRole.Target).Select(role => Line(content, role, 1)),
        ];
        var looks = SeriesLook.Of(lines.Zip([.. palette.Series, palette.NonMember]));
        const string Legend = """{ "direction": "horizontal", "columns": 2, "symbolType": "stroke", "symbolSize": 400 }""";
        return new Chart(
            name,
            name,
            "Share of windows that come at least once, against the number of draws.",
            ChartSpec.Of(name, 240, palette, $$"""
                {
                  "mark": { "type": "line", "interpolate": "step-after", "strokeWidth": 2 },
                  "encoding": {
                    "x": { "field": "draws", "type": "quantitative", "scale": { "type": "log", "nice": false }, "title": "draws n (logarithmic)", "axis": { "tickCount": 5, "format": "~s", "grid": true } },
                    "y": { "field": "share", "type": "quantitative", "title": "share of windows", "axis": { "format": "~p", "tickCount": 4 } },
                    "color": {{SeriesLook.Channel(looks, "line", look => look.Colour, Legend)}},
                    "strokeDash": {{SeriesLook.Channel(looks, "line", look => look.Dash, Legend)}},
                    "tooltip": [{ "field": "line" }, { "field": "draws", "type": "quantitative", "format": ",.0f" }, { "field": "share", "type": "quantitative", "format": ".2%" }]
                  }
                }
                """));
    }

    private static string Line(ExtractionContent content, ModelRole role, int success) =>
        $"{content.NameOf(role)}, p = {Figures.Threshold(ExtractionThresholds.Success[success])}";
}
