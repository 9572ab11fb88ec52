using System.Globalization;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Viewer.Pages;

/// <summary>Values over runs with their intervals, as SVG: black on white it says the same.</summary>
internal static class TrendChart
{
    private const double Narrow = 440;
    private const double Wide = 760;
    private const int MostNarrow = 8;
    private const double Height = 320;
    private const double Left = 64;
    private const double Right = 20;
    private const double Top = 18;
    private const double Bottom = 52;
    private const int MostLabels = 16;

    /// <param name="html">Receives it.</param>
    /// <param name="points">At least one with a value.</param>
    /// <param name="chance">Where a coin would be; null if that makes no sense.</param>
    /// <param name="summary">For who cannot see it.</param>
    public static void Write(HtmlWriter html, IReadOnlyList<TrendPoint> points, double? chance, string summary)
    {
        var ends = points.SelectMany(point => new[] { point.Value, point.Interval?.Low, point.Interval?.High })
            .OfType<double>().Where(double.IsFinite).ToList();
        var isNarrow = points.Count <= MostNarrow;
        var width = isNarrow ? Narrow : Wide;
        var (least, most, step) = Scale(chance is { } line ? [.. ends, line] : ends);
        double X(int place) => points.Count == 1 ? (Left + width - Right) / 2 : Left + ((width - Right - Left) * (place + .5) / points.Count);
        double Y(double value) => Height - Bottom - ((Height - Bottom - Top) * (Math.Clamp(value, least, most) - least) / (most - least));
        (string, string?)[] region = [("tabindex", "0"), ("role", "region"), ("aria-label", "Chart")];
        html.Element("div.trend", () => html.Element(isNarrow ? "svg.narrow" : "svg", () =>
        {
            for (var tick = 0; least + (tick * step) <= most + (step / 2); tick++)
            {
                var value = least + (tick * step);
                Line(html, "line.grid", Left, Y(value), width - Right, Y(value));
                Text(html, "text.tick", Left - 8, Y(value) + 4, Tick(value, step), "end");
            }

            if (chance is { } coin)
            {
                Line(html, "line.chance", Left, Y(coin), width - Right, Y(coin));
                Text(html, "text.tick", width - Right, Y(coin) - 5, "chance", "end");
            }

            html.Element("polyline.curve", "", ("points", string.Join(' ', points.Select((point, i) => (point, i)).Where(entry => entry.point.Value is not null)
                .Select(entry => $"{Number(X(entry.i))},{Number(Y(entry.point.Value ?? 0))}"))));
            var every = (points.Count + MostLabels - 1) / MostLabels;
            foreach (var (point, i) in points.Select((point, i) => (point, i)))
            {
                Point(html, point, X(i), Y);
                if (i % every == 0)
                {
                    Text(html, "text.tick", X(i), Height - Bottom + 18, Figures.Id(point.Run.Id), "middle");
                }
            }

            Text(html, "text.tick", (Left + width - Right) / 2, Height - 10, "run", "middle");
        }, ("viewBox", $"0 0 {Number(width)} {Number(Height)}"), ("role", "img"), ("aria-label", summary)), region);
    }

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static void Point(HtmlWriter html, TrendPoint point, double x, Func<double, double> y)
    {
        if (point.Value is not { } value)
        {
            return;
        }

        if (point.Interval is { } interval)
        {
            Line(html, "line.range", x, y(interval.Low), x, y(interval.High));
            Line(html, "line.range", x - 5, y(interval.Low), x + 5, y(interval.Low));
            Line(html, "line.range", x - 5, y(interval.High), x + 5, y(interval.High));
        }

        html.Element("circle.point", "", ("cx", Number(x)), ("cy", Number(y(value))), ("r", "5"));
    }

    private static void Line(HtmlWriter html, string name, double x1, double y1, double x2, double y2) =>
        html.Element(name, "", ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(x2)), ("y2", Number(y2)));

    private static void Text(HtmlWriter html, string name, double x, double y, string text, string anchor) =>
        html.Element(name, text, ("x", Number(x)), ("y", Number(y)), ("text-anchor", anchor));

    /// <summary>Ends and steps that are easily read: 1, 2 or 5 times a power of ten.</summary>
    private static (double Least, double Most, double Step) Scale(IReadOnlyList<double> values)
    {
        var (low, high) = (values.Min(), values.Max());
        if (high - low < 1e-9)
        {
            (low, high) = (low - (Math.Abs(low) * .1) - .01, high + (Math.Abs(high) * .1) + .01);
        }

        var rough = (high - low) / 4;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
        return (Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step, step);
    }

    private static string Tick(double value, double step)
    {
        var decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 6);
        return value.ToString(decimals == 0 ? "#,0" : $".{new string('0', decimals)};-.{new string('0', decimals)};0", CultureInfo.InvariantCulture);
    }
}
