using LlmMiaProbe.Extraction;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>Whether the model emits the texts; kept apart from membership.</summary>
internal static class ExtractionSection
{
    private const int ListedDocuments = 200;

    public static void Write(HtmlWriter html, ReportPage page, ReportCharts charts, ReportOptions options) => html.Element("section#extraction", () =>
    {
        html.Element("h2", "Extraction");
        foreach (var extraction in page.Extractions)
        {
            Write(html, extraction, page.Runs.Count() > 1, charts, options);
        }

        foreach (var command in page.Commands)
        {
            CommandElement.Write(html, command, charts, options);
        }
    });

    private static void Write(HtmlWriter html, ExtractionContent extraction, bool isNamed, ReportCharts charts, ReportOptions options)
    {
        if (isNamed)
        {
            html.Element("h3", $"Run {Figures.Id(extraction.Run.Id)}");
        }

        html.Element(
            "p",
            "p_z is the probability that the model emits exactly a suffix after its prefix: "
            + ExtractionStatement.Cut(
                extraction.Settings, extraction.Run.Settings.WindowTokenizer, extraction.Ranked.Any(document => document.IsConversation))
            + $". {ExtractionCaveat.Of(extraction.Run.Settings)}");
        if (extraction.Ranked.Count == 0)
        {
            html.Element("p.warning", "No document could be measured; the reasons stand below.");
            return;
        }

        foreach (var (work, i) in extraction.Works.Select((work, i) => (work, i)))
        {
            WorkElement.Write(html, extraction, work, options);
            if (i == 0)
            {
                Charts(html, extraction, charts);
            }
        }

        Others(html, extraction);
    }

    private static void Charts(HtmlWriter html, ExtractionContent extraction, ReportCharts charts)
    {
        html.Element("div.pair", () =>
        {
            FigureElement.Write(
                html,
                charts,
                ReportCharts.PzName(extraction),
                "How likely are the suffixes?",
                $"{Figures.Count(extraction.Shares[extraction.Roles[0]].Windows)} windows of {Figures.Count(extraction.Ranked.Count, "document")}.");
            FigureElement.Write(
                html,
                charts,
                ReportCharts.DrawsName(extraction),
                "How many draws does it take?",
                "The share of windows that come at least once in n draws, with probability p.");
        });
        if (extraction.HasBounds)
        {
            html.Element(
                "p.note",
                "An endpoint shows only bounds of p_z. The charts draw what is certain; "
                + "tables and strips give what is certain (at least) and what is possible (at most).");
        }
    }

    private static void Others(HtmlWriter html, ExtractionContent extraction)
    {
        var others = extraction.Ranked.Skip(extraction.Works.Count).ToList();
        if (others.Count > 0)
        {
            html.Element("h3", "Further documents");
            Tables.Write(html,
                others.Count > ListedDocuments
                    ? $"{Figures.Count(others.Count)} documents with less coverage, of which {Figures.Count(ListedDocuments)} are listed; "
                        + $"'mia-probe runs export {Figures.Id(extraction.Run.Id)}' writes every window"
                    : "Documents with less coverage: share of covered characters with this p_z or more",
                ["document", "windows", .. ExtractionThresholds.Coverage.Select(p => $"≥ {Figures.Threshold(p)}"), "easiest passage"],
                [.. others.Take(ListedDocuments).Select(document => (string[])[
                    document.Id,
                    Figures.Count(document.Summaries[0].Windows),
                    .. ExtractionThresholds.Coverage.Select(
                        (_, i) => ExtractionFigures.Range(document.Summaries[0], summary => Figures.Percent(summary.Coverage(i)))),
                    ExtractionFigures.Range(document.Summaries[0], summary => ExtractionFigures.Odds(summary.BestLogPz))])],
                numeric: 2 + ExtractionThresholds.Coverage.Count);
        }
    }
}
