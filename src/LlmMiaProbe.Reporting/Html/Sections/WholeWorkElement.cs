using LlmMiaProbe.Corpora;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>A work beside what a model made of its beginning, with the passages that both have marked.</summary>
internal static class WholeWorkElement
{
    // Neighbouring passages must differ in colour, no more.
    private const int Colours = 4;

    private const int ShownCharacters = 40_000;

    public static void Write(HtmlWriter html, CommandContent content, WholeWorkOutput output, ReportOptions options) => html.Element("article.work", () =>
    {
        html.Element("h3", () => html.Element("bdi", content.Id));
        html.Element("p.statement", CommandElement.Headline(content, options));
        if (content.Text is not { } text)
        {
            html.Element("p.note", "The work's text was not kept.");
            return;
        }

        var given = Math.Clamp(output.GivenCharacters, 0, text.Length);
        var original = text.Substring(given, Math.Clamp(output.OriginalCharacters, 0, text.Length - given));
        var numbering = new WordNumbering();
        var (wanted, produced) = (numbering.Read(original), numbering.Read(content.Produced));
        var recall = NearVerbatimRecall.Measure(wanted.Numbers, produced.Numbers);
        html.Element(
            "p",
            $"{Figures.Count(recall.Matched)} of {Figures.Count(recall.ReferenceWords)} words in {Figures.Count(recall.Spans.Count, "passage")} of at least "
            + $"{Figures.Count(recall.Floors.Second)} words, the longest of {Figures.Count(recall.Longest)}; "
            + $"missing {Figures.Count(recall.Missing)} words of the work, additional {Figures.Count(recall.Additional)} words in the output; "
            + $"{Figures.Count(output.Attempts, "attempt")}.");
        if (options.Redact)
        {
            html.Element("p.note", $"Redacted: given {Hidden(text[..given])}; the work goes on with {Hidden(original)}; produced {Hidden(content.Produced)}.");
            return;
        }

        html.Element("div.passage", () => html.Element("div.given", () =>
        {
            html.Element("span.part", "given to the model");
            html.Element("bdi", text[..given]);
        }));
        html.Element("div.passage.beside", () =>
        {
            Column(html, "asked", "how the work goes on", original, wanted, [.. recall.Spans.Select(span => (span.ReferenceStart, span.ReferenceEnd))]);
            Column(
                html,
                "produced",
                "produced by the model",
                content.Produced,
                produced,
                [.. recall.Spans.Select(span => (span.GeneratedStart, span.GeneratedEnd))]);
        });
        html.Element("p.note", "Passages that both have are marked, each in the same colour on both sides. Words are compared without case and typography.");
    });

    private static void Column(
        HtmlWriter html,
        string name,
        string title,
        string text,
        WordSequence words,
        IReadOnlyList<(int Start, int End)> spans) => html.Element($"div.{name}", () =>
    {
        html.Element("span.part", title);
        html.Element("bdi", () =>
        {
            var at = 0;
            for (var i = 0; i < spans.Count && at < ShownCharacters; i++)
            {
                var (start, end) = (words.Starts[spans[i].Start], words.Starts[spans[i].End - 1] + words.Lengths[spans[i].End - 1]);
                html.Text(text[at..start]);
                html.Element($"mark.k{i % Colours}", text[start..end], ("title", $"passage {i + 1}"));
                at = end;
            }

            html.Text(text[at..Math.Clamp(ShownCharacters, at, text.Length)]);
        });
        if (text.Length > ShownCharacters)
        {
            html.Element(
                "p.note",
                $"The first {Figures.Count(ShownCharacters)} of {Figures.Count(text.Length)} characters, up to the end of a passage; "
                + "'mia-probe export --evidence' writes all.");
        }
    });

    private static string Hidden(string text) => $"{Figures.Count(text.Length, "character")} (sha256 {ContentHash.Of(text).Hex[..12]}…)";
}
