using System.Text.Json.Nodes;
using LlmMiaProbe.Models;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>How p_z is spread over the windows of an extraction, for target and reference.</summary>
internal static class PzChart
{
    /// <summary>Rows of <c>model</c>, <c>from</c>, <c>to</c> (log10 p_z), <c>count</c> and <c>share</c>.</summary>
    public static JsonArray RowsOf(
        ExtractionContent content) => new([.. content.Roles.SelectMany(role => content.Shares[role].Bins.Select(bin => (JsonNode)new JsonObject
    {
        ["model"] = content.NameOf(role),
        ["from"] = bin.From,
        ["to"] = bin.From + WindowShares.BinWidth,
        ["count"] = bin.Count,
        ["share"] = Math.Round((double)bin.Count / content.Shares[role].Windows, 6),
    }))]);

    public static Chart Of(string name, ExtractionContent content, ChartPalette palette) => new(
        name,
        name,
        "Share of windows by the probability of their suffix.",
        ChartSpec.Of(name, 240, palette, $$"""
            {
              "mark": { "type": "bar", "opacity": 0.65, "binSpacing": 0 },
              "encoding": {
                "x": { "field": "from", "type": "quantitative", "bin": { "binned": true }, "title": "log10 p_z (0 is certainty; the leftmost bar holds all below)", "axis": { "grid": false, "tickCount": 8 }, "scale": { "domain": [{{WindowShares.LowestBin}}, 0], "nice": false } },
                "x2": { "field": "to" },
                "y": { "field": "share", "type": "quantitative", "stack": null, "title": "share of windows", "axis": { "format": "~p", "tickCount": 4 } },
                "color": { "field": "model", "type": "nominal", "scale": {{Scale(content, palette)}}, "legend": { "direction": "horizontal" } },
                "tooltip": [
                  { "field": "model" }, { "field": "from", "type": "quantitative" }, { "field": "to", "type": "quantitative" },
                  { "field": "count", "type": "quantitative", "format": "," }, { "field": "share", "type": "quantitative", "format": ".2%" }
                ]
              }
            }
            """));

    /// <summary>A colour scale over the models, as JSON.</summary>
    public static string Scale(ExtractionContent content, ChartPalette palette) =>
        $$"""{ "domain": {{ChartSpec.Json(content.Roles.Select(content.NameOf))}}, "range": {{ChartSpec.Json(content.Roles.Select(role => role == ModelRole.Target ? palette.Member : palette.NonMember))}} }""";
}
