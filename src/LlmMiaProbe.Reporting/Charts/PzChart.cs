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

    public static Chart Of(string name, ExtractionContent content, ChartPalette palette)
    {
        var looks = SeriesLook.Of(content.Roles.Select(role => (content.NameOf(role), role == ModelRole.Target ? palette.Member : palette.NonMember)));
        var x = $$"""
            "title": "log10 of the probability p_z (0 is certainty; the leftmost bar holds all below)", "axis": { "grid": false, "tickCount": 8 },
            "scale": { "domain": [{{WindowShares.LowestBin}}, 0], "nice": false }
            """;
        const string Tooltip = """
            [
              { "field": "model" }, { "field": "from", "type": "quantitative" }, { "field": "to", "type": "quantitative" },
              { "field": "count", "type": "quantitative", "format": "," }, { "field": "share", "type": "quantitative", "format": ".2%" }
            ]
            """;
        return new Chart(
            name,
            name,
            "Share of windows by the probability of their suffix.",
            ChartSpec.Of(name, 240, palette, HistogramChart.Bars(looks, "model", x, "share of windows", Tooltip)));
    }
}
