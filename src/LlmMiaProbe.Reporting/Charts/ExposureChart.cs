using System.Globalization;
using System.Text.Json.Nodes;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>Exposure of canaries against the copies that were planted.</summary>
internal static class ExposureChart
{
    /// <summary>Rows of <c>copies</c>, <c>exposure</c> (bits), <c>bound</c> (whether the rank shows no more), <c>id</c> and <c>model</c>.</summary>
    public static JsonArray RowsOf(CanaryOutput output) => new([.. output.Canaries
        .SelectMany(canary => new[] { ("target", (ExposureFinding?)canary), ("reference", canary.Control) }
            .Select(entry => (Canary: canary, Model: entry.Item1, Said: entry.Item2)))
        .Where(entry => entry.Said?.Exposure is not null)
        .Select(entry => (JsonNode)new JsonObject
        {
            ["copies"] = entry.Canary.Repetitions,
            ["exposure"] = Math.Round(entry.Said?.Exposure ?? 0, 4),
            ["bound"] = entry.Said?.IsLowerBound == true ? "at least" : "measured",
            ["id"] = entry.Canary.Id,
            ["model"] = entry.Model,
        })]);

    public static Chart Of(string name, CanaryOutput output, ChartPalette palette)
    {
        var cap = output.Cap.ToString("0.##", CultureInfo.InvariantCulture);
        var looks = SeriesLook.Of([("target", palette.Member), ("reference", palette.NonMember)]);
        const string Legend = """{ "direction": "horizontal" }""";
        return new Chart(
            name,
            name,
            "Exposure of each canary against the number of copies planted.",
            ChartSpec.Of(name, 240, palette, $$"""
                {
                  "layer": [
                    { "mark": { "type": "rule", "strokeDash": [4, 4], "color": {{ChartSpec.Json(palette.Muted)}} }, "encoding": { "y": { "datum": {{cap}} } } },
                    { "mark": { "type": "line", "strokeWidth": 1.5, "opacity": 0.6 }, "encoding": {
                      "x": { "field": "copies", "type": "quantitative" }, "y": { "aggregate": "mean", "field": "exposure", "type": "quantitative" },
                      "color": {{SeriesLook.Channel(looks, "model", look => look.Colour, Legend)}},
                      "strokeDash": {{SeriesLook.Channel(looks, "model", look => look.Dash, "null")}} } },
                    { "mark": { "type": "point", "size": 60, "filled": true, "opacity": 0.8 }, "encoding": {
                      "x": { "field": "copies", "type": "quantitative", "scale": { "type": "symlog", "constant": 1 }, "title": "copies planted (0 for controls)", "axis": { "values": [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 1024], "grid": false } },
                      "y": { "field": "exposure", "type": "quantitative", "title": "exposure (bits)", "axis": { "tickCount": 5 } },
                      "color": {{SeriesLook.Channel(looks, "model", look => look.Colour, Legend)}},
                      "shape": {{SeriesLook.Channel(looks, "model", look => look.Shape, Legend)}},
                      "tooltip": [{ "field": "id" }, { "field": "model" }, { "field": "copies", "type": "quantitative" }, { "field": "exposure", "type": "quantitative", "format": ".2f" }, { "field": "bound" }] } }
                  ]
                }
                """));
    }
}
