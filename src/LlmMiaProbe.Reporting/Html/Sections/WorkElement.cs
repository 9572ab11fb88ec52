using System.Globalization;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>One document of an extraction: what was found, where, and the passages that come most easily.</summary>
internal static class WorkElement
{
    private const string Height = "10";

    private static readonly string[] s_levels = [.. ExtractionThresholds.Coverage.Select(p => $"{Figures.Threshold(p)} or more"), "less"];

    public static void Write(HtmlWriter html, ExtractionContent extraction, ExtractedWork work, ReportOptions options) => html.Element("article.work", () =>
    {
        html.Element("h3", () => html.Element("bdi", work.Document.Id));
        html.Element("p.statement", ExtractionStatement.Of(work.Extracted, extraction.Settings));
        if (work.Boundary is { } boundary)
        {
            html.Element("p", boundary);
        }

        Passages(html, work, options);
        html.Element("h4", "Where in the text");
        Strips(html, work);
        Coverage(html, work.Extracted);
        foreach (var note in ExtractionStatement.WindowNotes(work.Extracted))
        {
            html.Element("p", note);
        }

        Draws(html, work.Extracted);
        Drawn(html, work.Extracted, extraction.Settings);
    });

    private static void Strips(HtmlWriter html, ExtractedWork work)
    {
        html.Element("div.strips", () =>
        {
            foreach (var (name, levels) in work.Strips)
            {
                html.Element("span.role", name);
                html.Element("svg.strip", () => Cells(html, levels, work),
                    ("viewBox", $"0 0 {ExtractedWork.Cells} {Height}"),
                    ("preserveAspectRatio", "none"),
                    ("role", "img"),
                    ("aria-label", Summary(name, levels)));
            }

            html.Element("span.role", "character");
            html.Element("div.ends", () =>
            {
                html.Element("span", "0");
                html.Element("span", Figures.Count(work.Length));
            });
        });
        html.Element("p.legend", () =>
        {
            html.Element("span.legend-note", "how likely each stretch is repeated, at best (p_z):");
            for (var level = 0; level < s_levels.Length; level++)
            {
                html.Element($"span.key.e{Text(level)}", s_levels[level]);
            }

            html.Element("span.key.none", "no suffix reaches");
            if (work.Trained is not null)
            {
                html.Element("span.key.trained", "part that the corpus says was trained on");
            }
        });
    }

    private static void Cells(HtmlWriter html, int[] levels, ExtractedWork work)
    {
        for (var from = 0; from < levels.Length;)
        {
            var to = from + 1;
            while (to < levels.Length && levels[to] == levels[from])
            {
                to++;
            }

            if (levels[from] != CoverageStrip.Uncovered)
            {
                Rectangle(html, $"e{Text(levels[from])}", from, to - from, "0", Height);
            }

            from = to;
        }

        if (work.Trained is { } part)
        {
            var (start, end) = ((double)Math.Min(
                part.Start, work.Length) * levels.Length / work.Length, (double)Math.Min(part.End, work.Length) * levels.Length / work.Length);
            Rectangle(html, "trained", start, end - start, "8.8", "1.2");
        }
    }

    private static void Rectangle(HtmlWriter html, string name, double x, double width, string y, string height) =>
        html.Element(
            $"rect.{name}",
            "",
            ("x", x.ToString("0.##", CultureInfo.InvariantCulture)),
            ("y", y),
            ("width", width.ToString("0.##", CultureInfo.InvariantCulture)),
            ("height", height));

    private static string Summary(string role, int[] levels) =>
        $"{role}: of {levels.Length} stretches of equal length, "
            + string.Join(", ", s_levels.Select((name, level) => $"{levels.Count(one => one == level)} with {name}"));

    private static void Coverage(HtmlWriter html, ExtractedDocument document) => Tables.Write(html,
        "Share of the characters under a suffix that have this p_z or more; windows that greedy decoding emits; "
        + "means of exact memorization (EM) and extraction strength (ES); how often the middle one of all windows comes",
        ["", .. ExtractionThresholds.Coverage.Select(p => $"≥ {Figures.Threshold(p)}"), "windows", "greedy", "EM", "ES", "the middle one"],
        [.. document.Summaries.SelectMany(summary => summary.Ends).Select(end => (string[])[
            end.Name,
            .. ExtractionThresholds.Coverage.Select((_, i) => Figures.Percent(end.Summary.Coverage(i))),
            Figures.Count(end.Summary.Windows),
            Figures.Count(end.Summary.GreedyWindows),
            Figures.Fraction(end.Summary.ExactMemorization),
            Figures.Fraction(end.Summary.ExtractionStrength),
            ExtractionFigures.Odds(end.Summary.MedianLogPz)])],
        numeric: ExtractionThresholds.Coverage.Count + 5);

    private static void Draws(HtmlWriter html, ExtractedDocument document) => Tables.Write(html,
        "Draws until the window with the largest p_z has come at least once, by the probability p of that; "
        + "at best holds under any decoding that keeps the model's order of tokens",
        ["", .. ExtractionThresholds.Success.Select(p => $"p = {Figures.Threshold(p)}"), "comes by itself", "at best", "at character"],
        [.. document.Summaries.SelectMany(summary => summary.Ends).Select(end => (string[])[
            end.Name,
            .. ExtractionThresholds.Success.Select(p => ExtractionFigures.DrawsInWords(end.Summary.BestLogPz, p)),
            ExtractionFigures.Odds(end.Summary.BestLogPz),
            ExtractionFigures.Odds(-end.Summary.BestRankBits * Math.Log(2)),
            Figures.Count(end.Summary.Best.SuffixStart)])],
        numeric: ExtractionThresholds.Success.Count + 3);

    private static void Drawn(HtmlWriter html, ExtractedDocument document, ExtractionSettings settings)
    {
        if (document.Draws is not { Count: > 0 } draws)
        {
            return;
        }

        Tables.Write(html, DrawStatement.Caption(settings), ["", "close", "share", "95% interval", "windows", "most", "at character"],
            [.. draws.Select(drawn => (string[])[
                drawn.Role,
                $"{Figures.Count(drawn.Hits)} of {Figures.Count(drawn.Draws)}",
                Figures.Percent(drawn.Together.Share),
                $"{Figures.Percent(drawn.Together.Interval.Low)} – {Figures.Percent(drawn.Together.Interval.High)}",
                $"{Figures.Count(drawn.WindowsWithHit)} of {Figures.Count(drawn.Windows)}",
                drawn.Best is null ? "–" : Figures.Count(drawn.BestHits),
                drawn.Best is { } best ? Figures.Count(best.SuffixStart) : "–"])],
            numeric: 6);
        foreach (var note in draws.SelectMany(DrawStatement.Notes))
        {
            html.Element("p", note);
        }
    }

    private static void Passages(HtmlWriter html, ExtractedWork work, ReportOptions options)
    {
        if (work.Passages.Count == 0)
        {
            return;
        }

        html.Element("h4", "The passages that come most easily");
        html.Element(
            "p.note",
            "The target was given the first part and repeats exactly the second, as often as stands above it. Both are the document's own text: "
            + "nothing here was produced by a model."
            + (work.Extracted.IsConversation ? " Of a conversation, all that precedes the first part was given, too." : ""));
        foreach (var passage in work.Passages)
        {
            PassageElement.Write(html, work, passage, options);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
