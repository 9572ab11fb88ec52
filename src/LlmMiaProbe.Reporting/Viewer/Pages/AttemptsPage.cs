using System.Globalization;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Viewer.Pages;

/// <summary>The log of what a run asked models to produce: what was given, and what came.</summary>
internal static class AttemptsPage
{
    public const int Length = 50;

    private const int ShownCharacters = 2_000;

    /// <summary>Where the log of a run begins; null if the run has none.</summary>
    public static string? Find(ViewerScene scene, RunRecord run) =>
        scene.Store.FindAttempts(run.Id, 0, 0).Total > 0 ? scene.Links.Attempts(run.Id, 1) : null;

    public static string Write(ViewerScene scene, RunRecord run, long page, int length)
    {
        var found = scene.Store.FindAttempts(run.Id, (page - 1) * length, length);
        return ViewerShell.Write(scene, $"Attempts of run {Figures.Id(run.Id)}", html => html.Element("section#attempts", () =>
        {
            html.Element("h1", () =>
            {
                html.Text("Attempts of ");
                html.Element("bdi", RunWords.NameOf(run));
            });
            ViewerShell.Links(
                html, "Run", ("The run", scene.Links.Run(run.Id)), ("Documents", scene.Links.Documents(run.Id, DocumentsPage.First, 1)));
            if (found.Attempts.Count == 0)
            {
                html.Element("p", found.Total == 0 ? "This run asked no model to produce text." : "There is no such page.");
                return;
            }

            html.Element("ol.attempts", () =>
            {
                foreach (var (use, attempt) in found.Attempts)
                {
                    html.Element("li", () => Entry(html, scene, use, attempt));
                }
            }, ("start", (((page - 1) * length) + 1).ToString(CultureInfo.InvariantCulture)));
            ViewerShell.Pager(html, page, length, found.Total, ("attempt", "attempts"), to => scene.Links.Attempts(run.Id, to));
        }));
    }

    private static void Entry(HtmlWriter html, ViewerScene scene, AttemptUse use, Attempt attempt)
    {
        var request = attempt.Outcome.Request;
        html.Element("p.note", () =>
        {
            html.Element("bdi", string.Create(
                CultureInfo.InvariantCulture,
                $"{use.Purpose} · {use.Role} · sample {request.Sample} · seed {request.Seed} · temperature {request.Scheme.Temperature:0.##} · "
                + $"{attempt.Made.UtcDateTime:yyyy-MM-dd HH:mm:ss}"));
            if (use.Document is { } hash && scene.Links.Document(hash) is { } href)
            {
                html.Text(" · ");
                html.Element("a", $"document {hash.Hex[..12]}", ("href", href));
            }
        });
        if (attempt.IsPurged)
        {
            html.Element("p", "Taken out of the store for good.");
            return;
        }

        html.Element("dl.said", () =>
        {
            Said(html, "given", attempt.PromptText);
            Said(html, attempt.Outcome.Failure is null ? "produced" : "failed", attempt.Outcome.Failure ?? attempt.Outcome.Text);
        });
    }

    private static void Said(HtmlWriter html, string name, string text)
    {
        html.Element("dt", name);
        html.Element("dd", () => html.Element("pre", () => html.Element("bdi", text.Length <= ShownCharacters
            ? text
            : $"{text[..ShownCharacters]} […{Figures.Count(text.Length - ShownCharacters, "further character")}]")));
    }
}
