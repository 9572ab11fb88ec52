using System.Globalization;
using System.Text.Json.Nodes;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Charts;

/// <summary>ROC curves of all attacks, headline attacks in colour, on linear and on logarithmic axes.</summary>
internal static class RocChart
{
    public const string Rows = "roc";

    private const string Exploratory = "exploratory attacks";
    private const string Chance = "chance";
    private const int MostPoints = 400;

    /// <summary>Rows of <c>attack</c>, <c>series</c> (legend), <c>i</c> (order along the curve), <c>fpr</c> and <c>tpr</c>; empty without a curve.</summary>
    public static JsonArray RowsOf(ReportContent content)
    {
        var rows = new JsonArray();
        foreach (var attack in content.Attacks)
        {
            if (!RocCurve.TryCreate(content.Labelled(attack), out var curve))
            {
                continue;
            }

            foreach (var (point, i) in RocThinning.Of(curve.Points, MostPoints).Select((point, i) => (point, i)))
            {
                rows.Add(Row(attack.Name, attack.IsHeadline ? attack.Name : Exploratory, i, point.FalsePositiveRate, point.TruePositiveRate));
            }
        }

        if (rows.Count > 0)
        {
            // Even spacing on a logarithmic axis, where a straight line needs only its ends.
            rows.Add(Row(Chance, Chance, 0, 0, 0));
            rows.Add(Row(Chance, Chance, 1, 1, 1));
        }

        return rows;
    }

    /// <param name="content">The run.</param>
    /// <param name="palette">Colours.</param>
    /// <param name="isLogarithmic">Whether both axes are.</param>
    public static Chart Of(ReportContent content, ChartPalette palette, bool isLogarithmic)
    {
        List<string> headline = [.. content.Attacks.Where(attack => attack.IsHeadline).Select(attack => attack.Name)];
        string[] others = content.Attacks.Count > headline.Count ? [Exploratory] : [];
        List<SeriesLook> looks =
        [
            .. SeriesLook.Of(headline.Select((name, i) => (name, palette.Series[i % palette.Series.Count]))),
            .. others.Select(name => new SeriesLook(name, palette.Unknown, [1, 0], "stroke")),
            new SeriesLook(Chance, palette.Muted, [3, 5], "stroke"),
        ];
        const string Legend = """{ "symbolType": "stroke", "symbolSize": 700, "symbolOpacity": 1 }""";
        var labelled = content.Documents.Count(document => !document.Calibrates && document.Label != Corpora.Membership.Unknown);
        var least = Math.Pow(10, Math.Floor(-Math.Log10(Math.Max(10, labelled / 2))));
        var floor = least.ToString(CultureInfo.InvariantCulture);
        var (x, y) = isLogarithmic ? ("x", "y") : ("fpr", "tpr");
        var scale = isLogarithmic ? $$"""{ "type": "log", "domain": [{{floor}}, 1], "nice": false }""" : """{ "domain": [0, 1], "nice": false }""";
        var format = isLogarithmic ? """, "format": "~p", "values": """ + ChartSpec.Json(Decades(least)) : """, "format": "~p", "tickCount": 5""";
        string Layer(string filter, string mark) => $$"""
            {
              "transform": [{ "filter": {{ChartSpec.Json(filter)}} }],
              "mark": {{mark}},
              "encoding": {
                "x": { "field": "{{x}}", "type": "quantitative", "scale": {{scale}}, "title": "FPR: non-members called members", "axis": { "grid": true{{format}} } },
                "y": { "field": "{{y}}", "type": "quantitative", "scale": {{scale}}, "title": "TPR: members found", "axis": { "grid": true{{format}} } },
                "order": { "field": "i", "type": "quantitative" },
                "detail": { "field": "attack" },
                "color": {{SeriesLook.Channel(looks, "series", look => look.Colour, Legend)}},
                "strokeDash": {{SeriesLook.Channel(looks, "series", look => look.Dash, Legend)}},
                "tooltip": { "field": "attack" }
              }
            }
            """;
        var calculate = isLogarithmic
            ? $$"""[{ "calculate": "max(datum.fpr, {{floor}})", "as": "x" }, { "calculate": "max(datum.tpr, {{floor}})", "as": "y" }]"""
            : "[]";
        var spec = ChartSpec.Of(Rows, 340, palette, $$"""
            {
              "transform": {{calculate}},
              "layer": [
                {{Layer($"datum.series === '{Chance}'", """{ "type": "line", "strokeWidth": 1.5 }""")}},
                {{Layer($"datum.series === '{Exploratory}'", """{ "type": "line", "strokeWidth": 1.2, "opacity": 0.6 }""")}},
                {{Layer($"datum.series !== '{Exploratory}' && datum.series !== '{Chance}'", """{ "type": "line", "strokeWidth": 2.5 }""")}}
              ]
            }
            """);
        return new Chart(
            isLogarithmic ? "roc-log" : "roc",
            Rows,
            $"ROC curves of {content.Attacks.Count} attacks on {(isLogarithmic ? "logarithmic" : "linear")} axes with the line of chance; "
            + "the table above gives their numbers.",
            spec);
    }

    private static List<double> Decades(double least)
    {
        List<double> decades = [1];
        while (decades[^1] > least * 1.5)
        {
            decades.Add(Math.Round(decades[^1] / 10, 12));
        }

        return decades;
    }

    private static JsonObject Row(string attack, string series, int i, double fpr, double tpr) => new()
    {
        ["attack"] = attack,
        ["series"] = series,
        ["i"] = i,
        ["fpr"] = Math.Round(fpr, 6),
        ["tpr"] = Math.Round(tpr, 6),
    };
}
