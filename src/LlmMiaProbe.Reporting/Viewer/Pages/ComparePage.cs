using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Html;
using LlmMiaProbe.Reporting.Html.Sections;

namespace LlmMiaProbe.Reporting.Viewer.Pages;

/// <summary>Two runs side by side, and what changed between them over the documents of both.</summary>
internal static class ComparePage
{
    /// <exception cref="ConfigurationException">The runs cannot be compared; the message says why.</exception>
    public static string Write(ViewerScene scene, long earlier, long later)
    {
        var comparison = new RunComparer(scene.Store).Compare(earlier, later);
        return ViewerShell.Write(scene, $"Runs {Figures.Id(earlier)} and {Figures.Id(later)}", html =>
        {
            html.Element("section#runs", () =>
            {
                html.Element("h1", $"Runs {Figures.Id(earlier)} and {Figures.Id(later)}, side by side");
                Sides(html, scene, comparison.Earlier, comparison.Later);
                ViewerShell.Links(
                    html,
                    "Comparison",
                    ("The other way round", scene.Links.Compare(later, earlier)),
                    ("Trend of this corpus", scene.Links.Trend(later)));
            });
            ComparisonSection.Write(html, comparison);
        });
    }

    private static void Sides(HtmlWriter html, ViewerScene scene, RunRecord earlier, RunRecord later) => html.Element("table.rows", () =>
    {
        html.Element("caption.hidden", "The two runs");
        html.Element("thead", () => html.Element("tr", () =>
        {
            html.Element("td");
            foreach (var run in new[] { earlier, later })
            {
                html.Element(
                    "th",
                    () => html.Element("a", () => html.Element("bdi", RunWords.NameOf(run)), ("href", scene.Links.Run(run.Id))),
                    ("scope", "col"));
            }
        }));
        html.Element("tbody", () =>
        {
            (string Name, Func<RunRecord, string> Of)[] facts =
            [
                ("found", run => RunWords.HeadlineOf(scene.Store, run)),
                ("model", RunWords.ModelOf),
                ("reference", run => RunWords.ReferenceOf(run) ?? "none"),
                ("corpus", RunWords.CorpusOf),
                ("started (UTC)", RunWords.StartOf),
                ("documents", run => $"{Figures.Count(run.Counts.Documents)}, {Figures.Count(run.Counts.Failed)} failed"),
            ];
            foreach (var (name, of) in facts)
            {
                html.Element("tr", () =>
                {
                    html.Element("th", name, ("scope", "row"));
                    html.Element("td", () => html.Element("bdi", of(earlier)), ("data-label", $"run {Figures.Id(earlier.Id)}"));
                    html.Element("td", () => html.Element("bdi", of(later)), ("data-label", $"run {Figures.Id(later.Id)}"));
                });
            }
        });
    });
}
