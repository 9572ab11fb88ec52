using LlmMiaProbe.Findings;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>The table of documents, filled by the page's own script, and the dialog that shows one; on paper, the first of them.</summary>
internal static class DocumentsSection
{
    private const int OnPaper = 30;

    public static void Write(HtmlWriter html, ReportContent content, ReportOptions options) => html.Element("section#documents", () =>
    {
        html.Element("h2", "Documents");
        html.Element(
            "p.note",
            $"{(content.Leading is { } leading ? $"Percentile, p and decision follow {leading.Name}. " : "")}{Caveat.Standing} Open a document to see its "
            + $"tokens.{(options.Redact ? " Texts are redacted: lengths and hashes stand for them." : "")}");
        html.Element("div.toolbar.screen-only", () =>
        {
            html.Element("label", () =>
            {
                html.Element("span", "Search");
                html.Element("input#search", "", ("type", "search"), ("placeholder", "id or group"), ("autocomplete", "off"));
            });
            html.Element("label", () =>
            {
                html.Element("span", "Label");
                html.Element("select#label", () =>
                {
                    html.Element("option", "all", ("value", ""));
                    foreach (var label in LabelScale.Names.Where(label => content.Documents.Any(document => LabelScale.Of(document) == label)))
                    {
                        html.Element("option", label, ("value", label));
                    }
                });
            });
            html.Element("label.check", () =>
            {
                html.Element("input#found", "", ("type", "checkbox"));
                html.Element("span", "found only");
            });
            html.Element("output#shown", "", ("aria-live", "polite"));
        });
        html.Element("div#grid.screen-only", () => html.Element("table", () =>
        {
            html.Element("thead");
            html.Element("tbody");
        }, ("aria-label", "Documents")), ("tabindex", "-1"));
        OnPaperTable(html, content);
        html.Element("dialog#document", () =>
        {
            html.Element("header", () =>
            {
                html.Element("h2#document-title", () => html.Element("bdi"));
                html.Element("div.buttons", () =>
                {
                    html.Element("button#previous", "Previous", ("type", "button"));
                    html.Element("button#next", "Next", ("type", "button"));
                    html.Element("button#close", "Close", ("type", "button"));
                });
            });
            html.Element("div#document-body");
        }, ("aria-labelledby", "document-title"));
    });

    private static void OnPaperTable(HtmlWriter html, ReportContent content) => html.Element("div.paper-only", () =>
        Tables.Write(html, content.Documents.Count > OnPaper
            ? $"The {OnPaper} highest of {Figures.Count(content.Documents.Count)} documents"
            : "Documents", ["document", "percentile", "p", "adjusted p", "score", "label", "decision"],
        [
            .. content.Order.Take(OnPaper).Select(place => (string[])[
                content.Documents[place].Id,
                content.ShareBelow(place) is { } share ? (share * 100).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) : "–",
                content.DecisionOn(place) is { } p ? Figures.PValue(p.PValue) : "–",
                content.DecisionOn(place) is { } q ? Figures.PValue(q.AdjustedPValue) : "–",
                content.Leading?.Scores[place]?.Value is { } score ? ScoreWords.Of(score) : "–",
                LabelScale.Of(content.Documents[place]),
                content.DecisionOn(place) is { } decision ? (decision.IsDiscovery ? "found" : "not found") : "not tested"]),
        ], numeric: 4));
}
