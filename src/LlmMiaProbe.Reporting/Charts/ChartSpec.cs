using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>What all specifications have in common.</summary>
internal static class ChartSpec
{
    public const string Schema = "https://vega.github.io/schema/vega-lite/v6.json";

    private const string Font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

    /// <param name="rows">Name of the data.</param>
    /// <param name="height">Pixels of the plot; its width is that of its container.</param>
    /// <param name="palette">Colours.</param>
    /// <param name="body">A JSON object with the rest.</param>
    public static JsonObject Of(string rows, int height, ChartPalette palette, string body)
    {
        var spec = new JsonObject
        {
            ["$schema"] = Schema,
            ["width"] = "container",
            ["height"] = height,
            ["autosize"] = new JsonObject { ["type"] = "fit-x", ["contains"] = "padding" },
            ["background"] = null,
            ["data"] = new JsonObject { ["name"] = rows },
        };
        foreach (var (name, value) in JsonNode.Parse(body)?.AsObject() ?? [])
        {
            spec[name] = value?.DeepClone();
        }

        spec["config"] = Config(palette);
        return spec;
    }

    /// <summary>A text or list as JSON.</summary>
    public static string Json<T>(T value) => JsonSerializer.Serialize(value);

    private static JsonNode? Config(ChartPalette palette) => JsonNode.Parse($$"""
        {
          "font": {{Json(Font)}},
          "lineBreak": "\n",
          "view": { "stroke": null },
          "axis": {
            "labelColor": {{Json(palette.Muted)}}, "titleColor": {{Json(palette.Text)}}, "gridColor": {{Json(palette.Grid)}},
            "domainColor": {{Json(palette.Grid)}}, "tickColor": {{Json(palette.Grid)}}, "titleFontWeight": 500, "titleFontSize": 12,
            "labelFontSize": 11, "titlePadding": 8, "labelPadding": 4
          },
          "legend": {
            "labelColor": {{Json(palette.Text)}}, "titleColor": {{Json(palette.Text)}}, "labelFontSize": 12, "labelLimit": 300,
            "symbolStrokeWidth": 2.5, "orient": "bottom", "direction": "vertical", "title": null, "offset": 12
          }
        }
        """);
}
