using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Viewer.Pages;

/// <summary>All runs of the store, the latest first.</summary>
internal static class RunsPage
{
    public const int Length = 25;

    private static readonly string[] s_head = ["run", "what was found", "model", "corpus", "kind", "started (UTC)", "status"];

    public static RunQuery Read(ViewerQuery query) => new()
    {
        Text = query.Text("q"),
        Kind = query.Text("kind") is { } kind && RunWords.Kinds.Contains(kind) ? kind : null,
    };

    public static string Write(ViewerScene scene, RunQuery query, long page)
    {
        var found = scene.Store.FindRuns(query with { Offset = (page - 1) * Length, Length = Length });
        return ViewerShell.Write(scene, "Runs", html => html.Element("section#runs", () =>
        {
            html.Element("h1", "Runs");
            if (scene.Links.IsServed)
            {
                Filter(html, query);
            }

            if (found.Runs.Count == 0)
            {
                html.Element("p", query.Text is null && query.Kind is null
                    ? page == 1 ? "The store has no run yet: 'mia-probe run' makes the first one." : "There is no such page."
                    : "No run fits what is searched for.");
                return;
            }

            Table(html, scene, found.Runs);
            ViewerShell.Pager(html, page, Length, found.Total, ("run", "runs"), to => scene.Links.Runs(query, to));
            if (scene.Links.IsServed)
            {
                Further(html);
            }
        }));
    }

    private static void Filter(HtmlWriter html, RunQuery query) => html.Element("form.toolbar", () =>
    {
        Search(html, query.Text, "name, note, model, corpus");
        Field(html, "Kind", () => html.Element("select", () =>
        {
            Option(html, "", "all", query.Kind is null);
            foreach (var kind in RunWords.Kinds)
            {
                Option(html, kind, kind, query.Kind == kind);
            }
        }, ("name", "kind")));
        html.Element("button", "Show", ("type", "submit"));
    }, ("method", "get"), ("action", "."), ("role", "search"));

    private static void Table(HtmlWriter html, ViewerScene scene, IReadOnlyList<RunRecord> runs) => html.Element("table.rows", () =>
    {
        html.Element("caption.hidden", "Runs, the latest first");
        html.Element("thead", () => html.Element("tr", () =>
        {
            foreach (var name in s_head)
            {
                html.Element("th", name, ("scope", "col"));
            }
        }));
        html.Element("tbody", () =>
        {
            foreach (var run in runs)
            {
                html.Element("tr", () => Row(html, scene, run));
            }
        });
    });

    private static void Row(HtmlWriter html, ViewerScene scene, RunRecord run)
    {
        html.Element("th", () =>
        {
            var name = run.Name is { } given ? $"{Figures.Id(run.Id)} {given}" : Figures.Id(run.Id);
            html.Element("a", () => html.Element("bdi", name), ("href", scene.Links.Run(run.Id)));
            if (run.Note is { Length: > 0 } note)
            {
                html.Element("p.note", () => html.Element("bdi", note));
            }
        }, ("scope", "row"));
        Cell(html, 1, RunWords.HeadlineOf(scene.Store, run));
        Cell(html, 2, RunWords.ReferenceOf(run) is { } reference ? $"{RunWords.ModelOf(run)} against {reference}" : RunWords.ModelOf(run));
        Cell(html, 3, RunWords.CorpusOf(run));
        Cell(html, 4, ListedRunOutput.KindOf(run));
        Cell(html, 5, RunWords.StartOf(run));
        html.Element("td", () =>
        {
            html.Element("span", ListedRunOutput.StatusOf(run));
            if (run.Status == RunStatus.Running && scene.Links.Live(run.Id) is { } live)
            {
                html.Text(" ");
                html.Element("a", "progress", ("href", live), ("aria-label", $"progress of run {Figures.Id(run.Id)}"));
            }
        }, ("data-label", s_head[6]));
    }

    private static void Further(HtmlWriter html) => html.Element("div.pair", () =>
    {
        html.Element("form.toolbar", () =>
        {
            Field(html, "Compare run", () => html.Element("input", "", ("type", "number"), ("name", "earlier"), ("min", "1"), ("required", "")));
            Field(html, "with run", () => html.Element("input", "", ("type", "number"), ("name", "later"), ("min", "1"), ("required", "")));
            html.Element("button", "Compare", ("type", "submit"));
        }, ("method", "get"), ("action", "compare"));
        html.Element("form.toolbar", () =>
        {
            Field(html, "Find a document by its SHA-256 (8 digits or more)", () => html.Element(
                "input", "", ("type", "search"), ("name", "hash"), ("minlength", "8"), ("maxlength", "64"), ("pattern", "[0-9a-fA-F]+"), ("required", "")));
            html.Element("button", "Find", ("type", "submit"));
        }, ("method", "get"), ("action", "document"));
    });

    private static void Cell(HtmlWriter html, int column, string text) =>
        html.Element("td", () => html.Element("bdi", text), ("data-label", s_head[column]));

    internal static void Field(HtmlWriter html, string name, Action input) => html.Element("label", () =>
    {
        html.Element("span", name);
        input();
    });

    internal static void Search(HtmlWriter html, string? text, string hint) => Field(
        html, "Search", () => html.Element("input", "", ("type", "search"), ("name", "q"), ("value", text), ("placeholder", hint)));

    internal static void Option(HtmlWriter html, string value, string text, bool isChosen) =>
        html.Element("option", text, ("value", value), ("selected", isChosen ? "" : null));
}
