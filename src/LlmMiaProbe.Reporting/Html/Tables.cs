namespace LlmMiaProbe.Reporting.Html;

/// <summary>Plain tables, readable without scripts and on paper.</summary>
internal static class Tables
{
    /// <param name="html">Receives the table.</param>
    /// <param name="caption">What it holds.</param>
    /// <param name="head">Names of the columns.</param>
    /// <param name="rows">Cells as text; the first of each row names it.</param>
    /// <param name="numeric">How many columns after the first hold numbers.</param>
    /// <param name="strong">First cells of rows that stand out.</param>
    /// <param name="title">What a first cell is short for; null for nothing.</param>
    public static void Write(
        HtmlWriter html,
        string caption,
        IReadOnlyList<string> head,
        IReadOnlyList<string[]> rows,
        int numeric,
        IReadOnlySet<string>? strong = null,
        Func<string, string?>? title = null) => html.Element("div.scroll", () =>
        html.Element("table", () =>
        {
            html.Element("caption", caption);
            html.Element("thead", () => html.Element("tr", () =>
            {
                foreach (var (name, i) in head.Select((name, i) => (name, i)))
                {
                    html.Element(IsNumeric(i, numeric) ? "th.number" : "th", name, ("scope", "col"));
                }
            }));
            html.Element("tbody", () =>
            {
                foreach (var row in rows)
                {
                    html.Element(strong?.Contains(row[0]) == true ? "tr.strong" : "tr", () =>
                    {
                        html.Element("th", () => html.Element("bdi", row[0]), ("scope", "row"), ("title", title?.Invoke(row[0])));
                        for (var i = 1; i < row.Length; i++)
                        {
                            var cell = row[i];
                            html.Element(IsNumeric(i, numeric) ? "td.number" : "td", () => html.Element("bdi", cell));
                        }
                    });
                }
            });
        }), ("tabindex", "0"), ("role", "region"), ("aria-label", caption));

    private static bool IsNumeric(int column, int numeric) => column >= 1 && column <= numeric;
}
