using System.Globalization;
using LlmMiaProbe.Gates;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Viewer.Pages;

/// <summary>How a number went over the runs of one corpus, such as the checkpoints of one training.</summary>
internal static class TrendPage
{
    private static readonly string[] s_head = ["run", "model", "started (UTC)", "value", "95% interval"];

    public static string Write(ViewerScene scene, TrendReading reading) => ViewerShell.Write(scene, "Trend", html => html.Element("section#trend", () =>
    {
        var name = reading.Quantity?.ToString();
        html.Element("h1", () =>
        {
            html.Text(name is null ? "Trend over " : $"{name} over ");
            html.Element("bdi", RunWords.CorpusOf(reading.Anchor));
        });
        if (scene.Links.IsServed)
        {
            Choice(html, reading);
        }

        var measured = reading.Points.Where(point => point.Value is not null).ToList();
        if (measured.Count == 0)
        {
            html.Element("p", "No finished run of this corpus has this number, so there is nothing to draw.");
        }
        else
        {
            var bars = measured.Any(point => point.Interval is not null) ? "Bars are 95% intervals. " : "";
            var measure = reading.Quantity?.Measure;
            html.Element(
                "p.note",
                $"{measure?.Meaning}. {bars}Runs stand in order of their {(reading.IsByName ? "names" : "beginnings")}; "
                + "two that differ in more than the model are not told apart here.");
            var hasChance = measure == GateMeasure.Auc || measure == GateMeasure.BlindAuc;
            TrendChart.Write(html, reading.Points, hasChance ? .5 : null, Summary(measured, name));
        }

        Table(html, scene, reading);
    }));

    private static void Choice(HtmlWriter html, TrendReading reading) => html.Element("form.toolbar", () =>
    {
        html.Element("input", "", ("type", "hidden"), ("name", "run"), ("value", Figures.Id(reading.Anchor.Id)));
        Select(
            html,
            "Number",
            "measure",
            TrendReading.MeasuresOf(reading.Anchor).Select(measure => (measure.Name, measure.Name)),
            reading.Quantity?.Measure.Name);
        if (reading.Quantity is { Attack: { } attack })
        {
            Select(html, "Attack", "attack", reading.Attacks.Select(id => (id, id)), attack.ToString());
        }

        if (reading.Quantity is { Level: { } level, Measure.Levels: var levels })
        {
            Select(html, "At", "level", levels.Select(each => (Text(each), Text(each))), Text(level));
        }

        Select(html, "Order", "order", [("time", "time"), ("name", "name")], reading.IsByName ? "name" : "time");
        html.Element("button", "Show", ("type", "submit"));
    }, ("method", "get"), ("action", "trend"));

    private static void Select(HtmlWriter html, string title, string name, IEnumerable<(string Value, string Text)> options, string? chosen) =>
        RunsPage.Field(html, title, () => html.Element("select", () =>
        {
            foreach (var (value, text) in options)
            {
                RunsPage.Option(html, value, text, value == chosen);
            }
        }, ("name", name)));

    private static void Table(HtmlWriter html, ViewerScene scene, TrendReading reading) => html.Element("table.rows", () =>
    {
        html.Element("caption", "The numbers");
        html.Element("thead", () => html.Element("tr", () =>
        {
            foreach (var name in s_head)
            {
                html.Element(name is "value" or "95% interval" ? "th.number" : "th", name, ("scope", "col"));
            }

            html.Element("th", () => html.Element("span.hidden", "comparison"), ("scope", "col"));
        }));
        html.Element("tbody", () =>
        {
            TrendPoint? before = null;
            foreach (var point in reading.Points)
            {
                var earlier = before;
                html.Element("tr", () => Row(html, scene, point, earlier));
                before = point;
            }
        });
    });

    private static void Row(HtmlWriter html, ViewerScene scene, TrendPoint point, TrendPoint? before)
    {
        html.Element(
            "th",
            () => html.Element("a", () => html.Element("bdi", RunWords.NameOf(point.Run)), ("href", scene.Links.Run(point.Run.Id))),
            ("scope", "row"));
        html.Element("td", () => html.Element("bdi", RunWords.ModelOf(point.Run)), ("data-label", "model"));
        html.Element("td", RunWords.StartOf(point.Run), ("data-label", "started (UTC)"));
        html.Element("td.number", point.Value is { } value ? Value(value) : RunWords.None, ("data-label", "value"), ("title", point.Reason));
        html.Element(
            "td.number",
            point.Interval is { } interval ? $"{Value(interval.Low)} – {Value(interval.High)}" : RunWords.None,
            ("data-label", "95% interval"));
        html.Element("td", () =>
        {
            if (before is not null && scene.Links.Compare(before.Run.Id, point.Run.Id) is { } href)
            {
                html.Element("a", $"compare with run {Figures.Id(before.Run.Id)}", ("href", href));
            }
        });
    }

    private static string Summary(List<TrendPoint> points, string? name) =>
        $"{name}: {string.Join(", ", points.Take(20).Select(point => $"run {Figures.Id(point.Run.Id)} {Value(point.Value ?? 0)}"))}"
        + $"{(points.Count > 20 ? ", and more" : "")}. All are in the table below.";

    private static string Value(double value) => Math.Abs(value) <= 1 && value != Math.Round(value)
        ? Figures.SignedFraction(value)
        : value.ToString("#,0.###", CultureInfo.InvariantCulture);

    private static string Text(double level) => level.ToString("R", CultureInfo.InvariantCulture);
}
