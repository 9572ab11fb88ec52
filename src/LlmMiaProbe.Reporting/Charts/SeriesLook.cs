namespace LlmMiaProbe.Reporting.Charts;

/// <summary>How a series is told from the others: by colour, and without colour by dash and shape.</summary>
/// <param name="Name">As the legend has it.</param>
/// <param name="Colour">From the palette.</param>
/// <param name="Dash">Lengths of strokes and gaps in pixels.</param>
/// <param name="Shape">A symbol of Vega.</param>
internal sealed record SeriesLook(string Name, string Colour, int[] Dash, string Shape)
{
    private static readonly int[][] s_dashes = [[1, 0], [7, 3], [2, 2], [10, 3, 2, 3]];

    private static readonly string[] s_shapes = ["circle", "triangle-up", "square", "diamond"];

    /// <summary>The looks of series in their order; with more than four, dashes and shapes come again with other colours.</summary>
    public static IReadOnlyList<SeriesLook> Of(IEnumerable<(string Name, string Colour)> series) =>
        [.. series.Select((one, i) => new SeriesLook(one.Name, one.Colour, s_dashes[i % s_dashes.Length], s_shapes[i % s_shapes.Length]))];

    /// <summary>A channel of an encoding by the field that names the series, as JSON; all have the same domain, so that their legends are one.</summary>
    /// <param name="looks">All series of the chart.</param>
    /// <param name="field">Holds <see cref="Name"/>.</param>
    /// <param name="value">Of the channel.</param>
    /// <param name="legend">The legend, as JSON; empty for the usual one.</param>
    public static string Channel<T>(IReadOnlyList<SeriesLook> looks, string field, Func<SeriesLook, T> value, string legend = "") => $$"""
        { "field": "{{field}}", "type": "nominal", "sort": null,
          "scale": { "domain": {{ChartSpec.Json(looks.Select(look => look.Name))}},
            "range": {{ChartSpec.Json(looks.Select(value))}} }{{(legend.Length > 0 ? $", \"legend\": {legend}" : "")}} }
        """;
}
