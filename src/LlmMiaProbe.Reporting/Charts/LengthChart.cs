using System.Globalization;
using System.Text.Json.Nodes;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>Scores of one attack against the length of the documents.</summary>
internal static class LengthChart
{
    public const string Rows = "length";

    /// <summary>More shapes hide each other, and cost a page its time to load.</summary>
    public const int MostDots = 800;

    /// <summary>Rows of <c>label</c>, <c>bytes</c> and <c>score</c>: of many documents, every n-th.</summary>
    public static JsonArray RowsOf(ReportContent content, AttackColumn attack)
    {
        var step = Step(content);
        return new JsonArray([.. content.Documents
            .Select((document, i) => (document, i))
            .Where(entry => entry.i % step == 0 && attack.Scores[entry.i]?.Value is not null)
            .Select(entry => (JsonNode)new JsonObject
            {
                ["label"] = LabelScale.Of(entry.document),
                ["bytes"] = Math.Max(1, entry.document.Facts.ByteLength),
                ["score"] = double.Parse(Figures.Score(attack.Scores[entry.i]?.Value ?? 0), CultureInfo.InvariantCulture),
            })]);
    }

    /// <summary>How many documents one dot stands for.</summary>
    public static int Step(ReportContent content) => Math.Max(1, (content.Documents.Count + MostDots - 1) / MostDots);

    public static Chart Of(ReportContent content, ChartPalette palette)
    {
        var looks = LabelScale.Looks(content, palette);
        const string Legend = """{ "direction": "horizontal" }""";
        return new Chart(
            "score-against-length",
            Rows,
            "Score of each document against its length.",
            ChartSpec.Of(Rows, 260, palette, $$"""
                {
                  "mark": { "type": "point", "size": 26, "strokeWidth": 1.4, "opacity": 0.75 },
                  "encoding": {
                    "x": { "field": "bytes", "type": "quantitative", "scale": { "type": "log", "nice": false, "padding": 8 },
                           "title": "{{(content.HasConversations ? "length of what is scored" : "length")}} (bytes of UTF-8, logarithmic)",
                           "axis": { "tickCount": 4, "format": "~s", "grid": true } },
                    "y": { "field": "score", "type": "quantitative", "scale": { "zero": false }, "title": "score", "axis": { "tickCount": 5, "format": "~g" } },
                    "color": {{SeriesLook.Channel(looks, "label", look => look.Colour, Legend)}},
                    "shape": {{SeriesLook.Channel(looks, "label", look => look.Shape, Legend)}},
                    "tooltip": [{ "field": "label" }, { "field": "bytes", "type": "quantitative", "format": "," }, { "field": "score", "type": "quantitative" }]
                  }
                }
                """));
    }
}
