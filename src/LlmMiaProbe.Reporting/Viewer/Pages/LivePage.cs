using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Viewer.Pages;

/// <summary>How far a run has come. The script asks for the page again; without it, a link does.</summary>
internal static class LivePage
{
    /// <param name="scene">What every page works with.</param>
    /// <param name="run">The run.</param>
    /// <param name="advance">What of it is in the store.</param>
    /// <param name="pace">How fast it goes on; null until it was looked at twice.</param>
    public static string Write(ViewerScene scene, RunRecord run, RunAdvance advance, Pace? pace)
    {
        var isLive = run.Status == RunStatus.Running && scene.Links.IsServed;
        return ViewerShell.Write(scene, $"Progress of run {Figures.Id(run.Id)}", html => html.Element("section#progress", () =>
        {
            html.Element("h1", () =>
            {
                html.Text("Progress of ");
                html.Element("bdi", RunWords.NameOf(run));
            });
            ViewerShell.Links(
                html,
                "Run",
                ("Refresh", isLive ? scene.Links.Live(run.Id) : null),
                ("The run", run.Status == RunStatus.Finished ? scene.Links.Run(run.Id) : null),
                ("Documents", advance.Registered > 0 ? scene.Links.Documents(run.Id, DocumentsPage.First, 1) : null),
                ("Attempts", advance.Attempts > 0 ? scene.Links.Attempts(run.Id, 1) : null));
            html.Element("div#live", () => State(html, run, advance, pace, isLive), ("data-live", isLive ? "" : null));
        }), isLive);
    }

    private static void State(HtmlWriter html, RunRecord run, RunAdvance advance, Pace? pace, bool isLive)
    {
        html.Element("p.lead", run.Status switch
        {
            RunStatus.Finished => "Finished.",
            RunStatus.Interrupted => $"Interrupted; 'mia-probe resume {Figures.Id(run.Id)}' goes on with it.",
            _ when pace is { StandsStill: true } => "Nothing has changed for a while: the run is busy with something large, or was ended without a word; "
                + $"'mia-probe resume {Figures.Id(run.Id)}' goes on with one that was.",
            _ => "Under way.",
        });
        html.Element("dl.counts", () =>
        {
            Count(html, "documents", Figures.Count(advance.Registered));
            Count(html, "failed", Figures.Count(advance.Failed), isBad: advance.Failed > 0);
            if (advance.Attempts > 0)
            {
                Count(html, "attempts to produce text", Figures.Count(advance.Attempts));
            }

            if (isLive)
            {
                Count(html, "answers a minute", pace is { } known ? Figures.Count((long)Math.Round(known.PerSecond * 60)) : RunWords.None);
            }

            Count(html, "started (UTC)", RunWords.StartOf(run));
        });
        if (advance.Answered.Count == 0)
        {
            html.Element("p", advance.Registered == 0 ? "The documents are being read." : "No document has an answer yet.");
            return;
        }

        html.Element("table.rows", () =>
        {
            html.Element("caption", "Documents with an answer, by what is asked");
            html.Element("thead", () => html.Element("tr", () =>
            {
                html.Element("th", "asked", ("scope", "col"));
                html.Element("th.number", "documents", ("scope", "col"));
                html.Element("th", () => html.Element("span.hidden", "share"), ("scope", "col"));
            }));
            html.Element("tbody", () =>
            {
                foreach (var (request, documents) in advance.Answered)
                {
                    html.Element("tr", () =>
                    {
                        html.Element("th", () => html.Element("bdi", request), ("scope", "row"));
                        html.Element("td.number", $"{Figures.Count(documents)} of {Figures.Count(advance.Registered)}", ("data-label", "documents"));
                        html.Element("td", () => html.Element(
                            "progress",
                            "",
                            ("max", Figures.Id(Math.Max(1, advance.Registered))),
                            ("value", Figures.Id(documents)),
                            ("aria-label", $"share answered of {request}")));
                    });
                }
            });
        });
    }

    private static void Count(HtmlWriter html, string name, string value, bool isBad = false) => html.Element("div", () =>
    {
        html.Element("dt", name);
        html.Element(isBad ? "dd.some" : "dd", value);
    });
}
