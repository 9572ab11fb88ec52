using System.Text.Json.Nodes;
using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>Two runs as a dumbbell for each attack, or each probability of an extraction: from where to where, and whether that is worse.</summary>
internal static class ComparisonChart
{
    public const string Rows = "comparison";

    private const int LineHeight = 38;
    private const int MostAttacks = 3;

    /// <summary>
    /// Rows of <c>what</c> (with the change in words on a second line), <c>run</c>, <c>value</c> and <c>cue</c>, two for each headline attack, or
    /// for the first few without one, and for each probability of an extraction.
    /// </summary>
    public static JsonArray RowsOf(RunComparison comparison) =>
    [
        .. Shown(comparison).SelectMany(change => change is { Earlier: { } before, Later: { } after }
            ? Pair(comparison, ComparedRun.Named(comparison, change.Attack), before, after, change.Change, ChangeStatement.Signed)
            : []),
        .. comparison.Coverage.SelectMany(change => Pair(
            comparison, $"{Figures.Threshold(change.Threshold)} or more", change.Earlier, change.Later, change.Change, ChangeStatement.Points)),
    ];

    /// <summary>Whether a change means that documents stand out more or less, as a word.</summary>
    /// <param name="change">The later less the earlier, with its interval; null if there is none.</param>
    public static string Cue(Estimate? change) => change switch
    {
        null => "not known",
        { Low: > 0 } => "worse",
        { High: < 0 } => "better",
        _ => "no visible change",
    };

    public static Chart Of(RunComparison comparison, ChartPalette palette)
    {
        var rows = RowsOf(comparison);
        var values = rows.Select(row => row?["value"]?.GetValue<double>() ?? 0).ToList();
        var isOfAttacks = comparison.Attacks.Count > 0;
        (double from, double to) = isOfAttacks
            ? (Math.Floor(Math.Min(0.5, values.Append(1).Min()) * 10) / 10, 1.0)
            : (0.0, Math.Min(1, Math.Ceiling(values.Append(0).Max() * 20) / 20));
        var looks = SeriesLook.Of([(Name(comparison.Earlier.Id), palette.Muted), (Name(comparison.Later.Id), palette.Text)]);
        var cues = SeriesLook.Of(
            [("worse", palette.Worse), ("better", palette.Better), ("no visible change", palette.Muted), ("not known", palette.Muted)]);
        const string Legend = """{ "direction": "horizontal", "symbolSize": 110 }""";
        var domain = to > from ? $"\"domain\": {ChartSpec.Json(new[] { from, to })}, " : "";
        return new Chart(
            Rows,
            Rows,
            $"What changed from {Name(comparison.Earlier.Id)} to {Name(comparison.Later.Id)}; the table below gives the numbers.",
            ChartSpec.Of(Rows, LineHeight * Math.Max(1, rows.Count / 2), palette, $$"""
                {
                  "encoding": {
                    "y": { "field": "what", "type": "nominal", "sort": null, "title": null, "axis": {
                      "domain": false, "ticks": false, "labelLimit": 220, "grid": true, "labelLineHeight": 14,
                        "labelColor": {{ChartSpec.Json(palette.Text)}} } },
                    "x": { "field": "value", "type": "quantitative", "scale": { {{domain}}"nice": false, "zero": false },
                           "title": "{{(isOfAttacks ? "AUC (.5 is guessing)" : "share of characters that the target emits")}}",
                           "axis": { "tickCount": 6, "format": "{{(isOfAttacks ? ".1f" : "~p")}}" } },
                    "tooltip": [{ "field": "what" }, { "field": "run" }, { "field": "value", "type": "quantitative", "format": ".3f" }, { "field": "cue" }]
                  },
                  "layer": [
                    { "mark": { "type": "line", "strokeWidth": 3 },
                      "encoding": { "color": {{SeriesLook.Channel(cues, "cue", look => look.Colour, "null")}}, "detail": { "field": "what" } } },
                    { "mark": { "type": "point", "filled": true, "size": 110, "opacity": 1, "stroke": {{ChartSpec.Json(palette.Text)}}, "strokeWidth": 1 },
                      "encoding": { "fill": {{SeriesLook.Channel(looks, "run", look => look.Colour, Legend)}},
                        "shape": {{SeriesLook.Channel(looks, "run", look => look.Shape, Legend)}} } }
                  ]
                }
                """));
    }

    // All of them stand in the table.
    private static IEnumerable<AttackChange> Shown(RunComparison comparison) =>
        comparison.Attacks.Where(change => change is { IsHeadline: true, Change: not null }).ToList() is { Count: > 0 } headline
            ? headline
            : comparison.Attacks.Take(MostAttacks);

    private static JsonNode[] Pair(RunComparison comparison, string what, double before, double after, Estimate? change, Func<double, string> figure)
    {
        var cue = Cue(change);
        var sign = cue switch { "worse" => "▲ ", "better" => "▼ ", _ => "" };
        return [Row(comparison.Earlier.Id, before), Row(comparison.Later.Id, after)];

        JsonObject Row(long run, double value) => new()
        {
            ["what"] = $"{what}\n{sign}{cue} ({figure(after - before)})",
            ["run"] = Name(run),
            ["value"] = Math.Round(value, 6),
            ["cue"] = cue,
        };
    }

    private static string Name(long run) => $"run {Figures.Id(run)}";
}
