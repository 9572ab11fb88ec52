using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>What failed, what was left out, and why.</summary>
internal static class ProblemsSection
{
    private const int Shown = 50;

    public static void Write(HtmlWriter html, ReportContent content, EvidenceBlocks evidence, ReportOptions options, Redaction redaction) => html.Element("section#problems", () =>
    {
        html.Element("h2", "Failures, exclusions and warnings");
        var fatal = content.Failures.Where(failure => failure.IsFatal).ToList();
        var partial = content.Failures.Where(failure => !failure.IsFatal).ToList();
        List<string[]> unscored = [.. content.Attacks
            .SelectMany(attack => attack.Evaluation.NotApplicable.Select(count => (attack.Id, count.Reason, count.Count)))
            .GroupBy(entry => (entry.Reason, entry.Count))
            .Select(same => (string[])[redaction.Reason(same.Key.Reason), Figures.Count(same.Key.Count), same.Count() == content.Attacks.Count && same.Count() > 1 ? "every attack" : string.Join(", ", same.Select(entry => entry.Id))])];
        html.Element("dl.counts", () =>
        {
            Count(html, "documents failed", fatal.Count);
            Count(html, "variants of documents failed", partial.Count);
            Count(html, "parts of the corpus that are no documents", content.Defects.Count);
            Count(html, "documents not in the table above", Math.Max(0, content.Documents.Count - options.MostDocuments));
            Count(html, "scored documents without a heat map", evidence.LeftOut);
        });
        if (content.Documents.Count > options.MostDocuments || evidence.LeftOut > 0)
        {
            html.Element("p", $"The table carries the {Figures.Count(options.MostDocuments)} documents with the highest scores, and heat maps {Figures.Bytes(options.MostEvidence)} of text. Nothing is lost: 'mia-probe runs export {content.Run.Id}' writes every score and 'mia-probe evidence export {content.Run.Id}' the numbers of every token.");
        }

        if (fatal.Count + partial.Count > 0)
        {
            Listed(html, "Failures", fatal.Count + partial.Count, ["document", "evidence", "reason"], [.. fatal.Concat(partial).Take(Shown).Select(failure => (string[])[failure.Document, failure.Request, redaction.Reason(failure.Reason)])]);
        }

        if (content.Defects.Count > 0)
        {
            Listed(html, "Parts of the corpus that are no documents", content.Defects.Count, ["place", "reason"], [.. content.Defects.Take(Shown).Select(defect => (string[])[defect.Location, redaction.Reason(defect.Reason)])]);
        }

        if (unscored.Count > 0)
        {
            Listed(html, "Documents without a score", unscored.Count, ["reason", "documents", "attacks"], unscored);
        }
    });

    private static void Count(HtmlWriter html, string name, int count)
    {
        html.Element("dt", name);
        html.Element(count == 0 ? "dd" : "dd.some", Figures.Count(count));
    }

    private static void Listed(HtmlWriter html, string title, int count, IReadOnlyList<string> head, List<string[]> rows)
    {
        html.Element("h3", title);
        Tables.Write(html, rows.Count < count ? $"{title}: the first {Figures.Count(rows.Count)} of {Figures.Count(count)}" : title, head, rows, numeric: 0);
    }
}
