using LlmMiaProbe.Reporting.Charts;

namespace LlmMiaProbe.Reporting.Html;

/// <summary>A chart with its title, to be drawn by the page's script.</summary>
internal static class FigureElement
{
    // What is wider than a phone is scrolled by keyboard, too.
    private static bool Scrolls(string name) => name == CorrelationChart.Rows;

    /// <summary>Writes nothing if the report has no such chart.</summary>
    public static void Write(HtmlWriter html, ReportCharts charts, string name, string title, string? note)
    {
        if (charts.All.FirstOrDefault(chart => chart.Name == name) is { } chart)
        {
            html.Element($"figure.{name}", () =>
            {
                html.Element("figcaption", () =>
                {
                    html.Element("strong", title);
                    html.Element("span", note);
                });
                html.Element("div.chart", "", ("data-chart", name), ("role", "img"), ("aria-label", chart.Summary));
            }, ("tabindex", Scrolls(name) ? "0" : null));
        }
    }
}
