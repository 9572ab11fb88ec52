using System.Text.Json.Nodes;
using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>The charts of a report and their rows.</summary>
internal sealed class ReportCharts
{
    private ReportCharts(IReadOnlyList<Chart> charts, JsonObject rows) => (All, Rows) = (charts, rows);

    /// <summary>Only charts that have something to show.</summary>
    public IReadOnlyList<Chart> All { get; }

    /// <summary>Rows by name; those of <c>histogram</c> are an object of rows by attack id, those of <c>length</c> of the leading attack.</summary>
    public JsonObject Rows { get; }

    /// <param name="page">The runs.</param>
    /// <param name="palette">Colours.</param>
    /// <param name="comparison">What changed from an earlier run; null without one.</param>
    public static ReportCharts Of(ReportPage page, ChartPalette palette, RunComparison? comparison = null)
    {
        var (charts, rows) = (new List<Chart>(), new JsonObject());
        if (comparison is not null)
        {
            rows[ComparisonChart.Rows] = ComparisonChart.RowsOf(comparison);
            charts.Add(ComparisonChart.Of(comparison, palette));
        }

        if (page.Membership is { } content)
        {
            rows[AucChart.Rows] = AucChart.RowsOf(content);
            rows[RocChart.Rows] = RocChart.RowsOf(content);
            rows[CorrelationChart.Rows] = content.Attacks.Count > 1 ? CorrelationChart.RowsOf(content) : [];
            rows[HistogramChart.Rows] = new JsonObject(content.Attacks
                .Select(attack => KeyValuePair.Create(attack.Id, (JsonNode?)HistogramChart.RowsOf(content, attack)))
                .Where(entry => entry.Value is JsonArray { Count: > 0 }));
            rows[LengthChart.Rows] = content.Leading is { } leading ? LengthChart.RowsOf(content, leading) : [];
            charts.AddRange([
                AucChart.Of(content, palette),
                RocChart.Of(content, palette, isLogarithmic: false),
                RocChart.Of(content, palette, isLogarithmic: true),
                HistogramChart.Of(content, palette),
                LengthChart.Of(content, palette),
                CorrelationChart.Of(content, palette),
            ]);
        }

        foreach (var extraction in page.Extractions)
        {
            rows[PzName(extraction)] = PzChart.RowsOf(extraction);
            rows[DrawsName(extraction)] = extraction.Ranked.Count == 0 ? [] : DrawsChart.RowsOf(extraction);
            charts.AddRange([PzChart.Of(PzName(extraction), extraction, palette), DrawsChart.Of(DrawsName(extraction), extraction, palette)]);
        }

        foreach (var command in page.Commands.Where(command => command.Output is CanaryOutput))
        {
            var canaries = (CanaryOutput)command.Output;
            rows[ExposureName(command)] = ExposureChart.RowsOf(canaries);
            charts.Add(ExposureChart.Of(ExposureName(command), canaries, palette));
        }

        return new ReportCharts([.. charts.Where(chart => rows[chart.Rows] is JsonArray { Count: > 0 } or JsonObject { Count: > 0 })], rows);
    }

    /// <summary>What a page draws at once, by the name of the rows, packed; of rows by attack, those of the leading one.</summary>
    public JsonObject Packed(string? leading) => new(Rows
        .Select(entry => KeyValuePair.Create(entry.Key, entry.Value is JsonObject byAttack ? leading is null ? null : byAttack[leading] : entry.Value))
        .Where(entry => entry.Value is JsonArray { Count: > 0 })
        .Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)PackedRows.Of((JsonArray)entry.Value!))));

    /// <summary>The same of every attack, by its id.</summary>
    public JsonObject PackedHistograms() => new((Rows[HistogramChart.Rows]?.AsObject() ?? [])
        .Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)PackedRows.Of(entry.Value?.AsArray() ?? []))));

    public static string PzName(ExtractionContent extraction) => $"p-z-{Figures.Id(extraction.Run.Id)}";

    public static string ExposureName(CommandContent command) => $"exposure-{Figures.Id(command.Run.Id)}";

    public static string DrawsName(ExtractionContent extraction) => $"draws-{Figures.Id(extraction.Run.Id)}";

    /// <summary>The specification of a chart with its rows; of those by attack, the leading one's.</summary>
    public JsonObject Complete(Chart chart, string? leading)
    {
        var spec = chart.Spec.DeepClone().AsObject();
        var rows = Rows[chart.Rows] is JsonObject byAttack
            ? (leading is not null && byAttack.ContainsKey(leading) ? byAttack[leading] : byAttack.First().Value)
            : Rows[chart.Rows];
        spec["width"] = 560;
        spec["background"] = "white";
        spec["datasets"] = new JsonObject { [chart.Rows] = rows?.DeepClone() };
        return spec;
    }
}
