namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>What the first screen is made of: tiles with one number each, warnings, and boxes of sentences.</summary>
internal static class AnswerElement
{
    /// <param name="html">Receives the tile.</param>
    /// <param name="name">What is counted.</param>
    /// <param name="value">A number, or a few words.</param>
    /// <param name="note">How sure that is, or what it is of.</param>
    public static void Tile(HtmlWriter html, string name, string value, string note) => html.Element("div.tile", () =>
    {
        html.Element("span.name", name);
        html.Element(value.Length > 14 ? "span.value.words" : "span.value", value);
        html.Element("span.note", note);
    });

    /// <summary>Nothing if there is no sentence.</summary>
    public static void Box(HtmlWriter html, string title, IEnumerable<string> sentences)
    {
        List<string> lines = [.. sentences.Where(sentence => sentence.Length > 0)];
        if (lines.Count > 0)
        {
            html.Element("div", () =>
            {
                html.Element("h2", title);
                html.Element("ul", () => lines.ForEach(line => html.Element("li", line)));
            });
        }
    }

    /// <summary>What contradicts or weakens the answer, before its numbers; nothing if nothing does.</summary>
    public static void Warnings(HtmlWriter html, IEnumerable<string?> sentences)
    {
        foreach (var sentence in sentences.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            html.Element("p.warning", sentence);
        }
    }
}
