using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>What failed, what was left out, and why.</summary>
internal static class ProblemsSection
{
    private const int Shown = 50;

    /// <summary>Whether anything failed or was left out; the run's own section counts what was scored.</summary>
    public static bool HasContent(ReportPage page, EvidenceBlocks? evidence, ReportOptions options) =>
        page.Membership is { } content && (content.Failures.Count + content.Defects.Count + (evidence?.LeftOut ?? 0) > 0
            || content.Documents.Count > options.MostDocuments || content.Attacks.Any(attack => attack.Evaluation.NotApplicable.Count > 0))
        || page.Extractions.Any(HasContent)
        || page.Commands.Concat(page.Orders).Concat(page.Questions).Any(command => command.Failures.Count > 0);

    private static bool HasContent(ExtractionContent extraction) =>
        extraction.Failures.Count + extraction.Defects.Count > 0 || extraction.Ranked.Count > extraction.Works.Count;

    public static void Write(
        HtmlWriter html, ReportPage page, EvidenceBlocks? evidence, ReportOptions options, Redaction redaction) => html.Element("section#problems", () =>
    {
        html.Element("h2", "Failures, exclusions and warnings");
        if (page.Membership is { } content)
        {
            Failed(html, content.Failures, content.Defects, redaction, () =>
            {
                Count(html, "documents not in the table above", Math.Max(0, content.Documents.Count - options.MostDocuments));
                Count(html, "scored documents without a heat map", evidence?.LeftOut ?? 0);
            });
            LeftOut(html, content, evidence?.LeftOut ?? 0, options);
            Unscored(html, content, redaction);
        }

        foreach (var extraction in page.Extractions.Where(HasContent))
        {
            if (page.Runs.Count() > 1)
            {
                html.Element("h3", $"Extraction (run {Figures.Id(extraction.Run.Id)})");
            }

            Failed(
                html,
                extraction.Failures,
                extraction.Defects,
                redaction,
                () => Count(html, "measured documents without a strip", extraction.Ranked.Count - extraction.Works.Count));
        }

        foreach (var command in page.Commands.Concat(page.Orders).Concat(page.Questions))
        {
            Failed(html, command, redaction);
        }
    });

    private static void Failed(
        HtmlWriter html, IReadOnlyList<DocumentFailure> failures, IReadOnlyList<CorpusDefect> defects, Redaction redaction, Action others)
    {
        var fatal = failures.Where(failure => failure.IsOfPlainText).ToList();
        var partial = failures.Where(failure => !failure.IsOfPlainText).ToList();
        html.Element("dl.counts", () =>
        {
            Count(html, "documents failed", fatal.DistinctBy(failure => failure.Ordinal).Count());
            Count(html, "variants of documents failed", partial.Count);
            Count(html, "parts of the corpus that are no documents", defects.Count);
            others();
        });
        if (failures.Count > 0)
        {
            Listed(
                html,
                "Failures",
                failures.Count,
                ["document", "evidence", "reason"],
                [.. fatal.Concat(partial).Take(Shown).Select(failure => (string[])[failure.Document, failure.Request, redaction.Reason(failure.Reason)])]);
        }

        if (defects.Count > 0)
        {
            Listed(
                html,
                "Parts of the corpus that are no documents",
                defects.Count,
                ["place", "reason"],
                [.. defects.Take(Shown).Select(defect => (string[])[defect.Location, redaction.Reason(defect.Reason)])]);
        }
    }

    private static void Failed(HtmlWriter html, CommandContent command, Redaction redaction)
    {
        List<string[]> failed = [.. command.Failures.Select(failure => (string[])[failure.What, redaction.Reason(failure.Reason)])];
        if (failed.Count > 0)
        {
            Listed(html, $"Failures of run {Figures.Id(command.Run.Id)}", failed.Count, ["what", "reason"], [.. failed.Take(Shown)]);
        }
    }

    private static void LeftOut(HtmlWriter html, ReportContent content, int withoutHeatMap, ReportOptions options)
    {
        if (content.Documents.Count > options.MostDocuments || withoutHeatMap > 0)
        {
            html.Element(
                "p",
                $"The table carries the {Figures.Count(options.MostDocuments)} documents with the highest scores, "
                + $"and heat maps {Figures.Bytes(options.MostEvidence)} of text. Nothing is lost: "
                + $"'mia-probe runs export {Figures.Id(content.Run.Id)}' writes every score and 'mia-probe evidence export {Figures.Id(content.Run.Id)}' "
                + "the numbers of every token.");
        }
    }

    private static void Unscored(HtmlWriter html, ReportContent content, Redaction redaction)
    {
        List<string[]> unscored = [.. content.Attacks
            .SelectMany(attack => attack.Evaluation.NotApplicable.Select(count => (attack.Id, count.Reason, count.Count)))
            .GroupBy(entry => (entry.Reason, entry.Count))
            .Select(
                same => (string[])[
                    redaction.Reason(same.Key.Reason),
                    Figures.Count(same.Key.Count),
                    same.Count() == content.Attacks.Count && same.Count() > 1 ? "every attack" : string.Join(", ", same.Select(entry => entry.Id)),
                ])];
        if (unscored.Count > 0)
        {
            Listed(html, "Documents without a score", unscored.Count, ["reason", "documents", "attacks"], unscored);
        }
    }

    private static void Count(HtmlWriter html, string name, int count)
    {
        if (count > 0)
        {
            html.Element("div", () =>
            {
                html.Element("dt", name);
                html.Element("dd.some", Figures.Count(count));
            });
        }
    }

    private static void Listed(HtmlWriter html, string title, int count, IReadOnlyList<string> head, List<string[]> rows)
    {
        html.Element("h3", title);
        Tables.Write(html, rows.Count < count ? $"{title}: the first {Figures.Count(rows.Count)} of {Figures.Count(count)}" : title, head, rows, numeric: 0);
    }
}
