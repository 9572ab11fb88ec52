using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Viewer.Pages;

/// <summary>The report of a run with the way to the viewer's other pages.</summary>
internal static class RunReportPage
{
    /// <summary>Documents that a report carries; those of larger runs are looked through on pages of their own.</summary>
    public const int MostDocuments = 5_000;

    /// <exception cref="ConfigurationException">The run has nothing to report.</exception>
    public static string Write(ViewerScene scene, RunRecord run)
    {
        var isLarge = run.Counts.Documents > MostDocuments;
        var previous = TrendReading.RunsOf(scene.Store.ListRuns(), run).LastOrDefault(other => other.Id < run.Id);
        using var text = new StringWriter { NewLine = "\n" };
        HtmlReport.Write(
            scene.Store,
            [run.Id],
            new ReportOptions
            {
                MostDocuments = isLarge ? 0 : MostDocuments,
                MostEvidence = isLarge ? 0 : new ReportOptions().MostEvidence,
                Lead = html => Lead(html, scene, run, previous, isLarge),
            },
            text);
        return text.ToString();
    }

    private static void Lead(HtmlWriter html, ViewerScene scene, RunRecord run, RunRecord? previous, bool isLarge) => html.Element("nav.note.screen-only", () =>
    {
        (string Text, string? Href)[] links =
        [
            ("All runs", scene.Links.Runs(new RunQuery(), 1)),
            ($"All documents ({Figures.Count(run.Counts.Documents)})", run.Counts.Documents > 0 ? scene.Links.Documents(run.Id, DocumentsPage.First, 1) : null),
            ("Attempts", AttemptsPage.Find(scene, run)),
            ("Trend of this corpus", previous is null ? null : scene.Links.Trend(run.Id)),
            (previous is null ? "" : $"Compare with run {Figures.Id(previous.Id)}", previous is null ? null : scene.Links.Compare(previous.Id, run.Id)),
        ];
        foreach (var ((words, href), i) in links.Where(link => link.Href is not null).Select((link, i) => (link, i)))
        {
            html.Text(i == 0 ? "" : " · ");
            html.Element("a", words, ("href", href));
        }

        if (isLarge)
        {
            html.Element("p", "There are too many documents for this page: 'All documents' goes through them.");
        }
    }, ("aria-label", "Viewer"));
}
