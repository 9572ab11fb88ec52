using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>A passage of a document: what was given to the model, and what it then emits with some probability.</summary>
internal static class PassageElement
{
    private const int ShownGiven = 160;

    // Below, nobody will see it come.
    private static readonly double s_rare = Math.Log(ExtractionThresholds.Coverage[^1]);

    /// <summary>The passage that comes most easily, on the first screen; nothing if it hardly ever comes.</summary>
    public static void Best(HtmlWriter html, ExtractedWork work, (WindowPlace Place, LogProbInterval LogPz) passage)
    {
        var (place, logPz) = passage;
        if (work.Text is not { } text || logPz.Low < s_rare)
        {
            return;
        }

        var from = Math.Max(place.Start, place.SuffixStart - ShownGiven);
        html.Element("figure.quote", () =>
        {
            html.Element("figcaption", () =>
            {
                html.Element("strong", $"Comes word for word: {Range(logPz, ExtractionFigures.Odds)}");
                html.Element("span", "Grey was given to the model, marked is what it repeats. Both are the document's own text.");
            });
            html.Element("blockquote", () => html.Element("bdi", () =>
            {
                html.Element("span.before", (from > place.Start ? "…" : "") + text[from..place.SuffixStart]);
                html.Element("mark.repeated", text[place.SuffixStart..place.SuffixEnd]);
            }));
        });
    }

    /// <summary>A passage with its figures, given and repeated apart.</summary>
    public static void Write(HtmlWriter html, ExtractedWork work, (WindowPlace Place, LogProbInterval LogPz) passage, ReportOptions options)
    {
        var (place, logPz) = passage;
        html.Element("p.passage-facts", () =>
        {
            html.Element("strong", Range(logPz, ExtractionFigures.Odds));
            html.Element(
                "span",
                $" · {Range(new LogProbInterval(logPz.High, logPz.Low), one => ExtractionFigures.DrawsInWords(one, .9))} draws until it has come once "
                + $"with probability .9 · log p_z {Range(logPz, ExtractionFigures.Nats)} nats · characters "
                + $"{Figures.Count(place.SuffixStart)} to {Figures.Count(place.SuffixEnd)}");
        });
        html.Element("div.passage", () =>
        {
            Part(html, "given", "given to the model", work.Text?[place.Start..place.SuffixStart], options);
            Part(html, "asked", "repeated by the model", work.Text?[place.SuffixStart..place.SuffixEnd], options);
        });
    }

    private static string Range(LogProbInterval known, Func<double, string> figure) => ExtractionFigures.Range(figure(known.Low), figure(known.High));

    private static void Part(HtmlWriter html, string name, string title, string? text, ReportOptions options) => html.Element($"div.{name}", () =>
    {
        html.Element("span.part", title);
        html.Element("bdi", text is null
            ? "The text was not kept."
            : options.Redact ? $"{Figures.Count(text.Length, "character")}, sha256 {ContentHash.Of(text).Hex[..12]}…" : text);
    });
}
