using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Viewer.Pages;

/// <summary>The documents of a run, sorted, searched and paged by the store.</summary>
internal static class DocumentsPage
{
    public const int Length = 50;

    /// <summary>Documents of a page that is written as a file.</summary>
    public const int FileLength = 500;

    private static readonly (DocumentOrder Order, string Name, bool IsNumber)[] s_columns =
    [
        (DocumentOrder.Id, "document", false),
        (DocumentOrder.Corpus, "position", true),
        (DocumentOrder.Length, "bytes", true),
        (DocumentOrder.Score, "score", true),
    ];

    /// <summary>By default the highest scores of the attack that decides come first.</summary>
    public static DocumentQuery Read(IProbeStore store, ViewerQuery query, RunRecord run)
    {
        var attacks = AttacksOf(run);
        var order = query.Choice<DocumentOrder>("sort");
        var isScored = attacks.Count > 0;
        return new DocumentQuery
        {
            Text = query.Text("q"),
            Set = query.Choice<DocumentSet>("set"),
            Attack = query.Text("attack") is { } attack && attacks.Contains(attack)
                ? attack
                : isScored ? StoredEvaluation.Find(store, run.Id)?.LeadingAttack ?? attacks[0] : null,
            Order = order is { } chosen && (isScored || chosen != DocumentOrder.Score) ? chosen : isScored ? DocumentOrder.Score : DocumentOrder.Corpus,
            IsDescending = order is null ? isScored : query.Number("down") == 1,
        };
    }

    /// <summary>As a link to the first page asks: the highest scores first.</summary>
    public static DocumentQuery First { get; } = new() { Order = DocumentOrder.Score, IsDescending = true };

    /// <summary>What can be sorted by: the attacks of a run that scored membership, spelled out.</summary>
    public static IReadOnlyList<string> AttacksOf(RunRecord run) => run.Settings.Task is MembershipTask ? run.Settings.ScoredAttacks : [];

    public static string Write(ViewerScene scene, RunRecord run, DocumentQuery query, long page, int length, string? check)
    {
        var found = scene.Store.FindDocuments(run.Id, query with { Offset = (page - 1) * length, Length = length });
        return ViewerShell.Write(scene, $"Documents of run {Figures.Id(run.Id)}", html => html.Element("section#documents", () =>
        {
            html.Element("h1", () =>
            {
                html.Text("Documents of ");
                html.Element("bdi", RunWords.NameOf(run));
            });
            ViewerShell.Links(html, "Run", ("The run", scene.Links.Run(run.Id)), ("Attempts", AttemptsPage.Find(scene, run)));
            if (check is not null)
            {
                html.Element("p.note", check);
            }

            if (scene.Links.IsServed)
            {
                Filter(html, run, query);
            }

            html.Element("p.note", query.Attack is { } attack
                ? $"Scores are those of {attack}: higher means more like a training document, and says nothing by itself."
                : "This run gave its documents no scores of attacks.");
            Table(html, scene, run, query, found);
            ViewerShell.Pager(html, page, length, found.Total, ("document", "documents"), to => scene.Links.Documents(run.Id, query, to));
        }));
    }

    private static void Filter(HtmlWriter html, RunRecord run, DocumentQuery query) => html.Element("form.toolbar", () =>
    {
        html.Element("input", "", ("type", "hidden"), ("name", "run"), ("value", Figures.Id(run.Id)));
        RunsPage.Search(html, query.Text, "id or group");
        RunsPage.Field(html, "Set", () => html.Element("select", () =>
        {
            RunsPage.Option(html, "", "all", query.Set is null);
            foreach (var set in Enum.GetValues<DocumentSet>())
            {
                RunsPage.Option(html, set.ToString().ToLowerInvariant(), LabelScale.Names[(int)set], query.Set == set);
            }
        }, ("name", "set")));
        if (query.Attack is not null)
        {
            RunsPage.Field(html, "Attack", () => html.Element("select", () =>
            {
                foreach (var attack in AttacksOf(run))
                {
                    RunsPage.Option(html, attack, attack, attack == query.Attack);
                }
            }, ("name", "attack")));
        }

        // On a phone the table has no head whose columns could be sorted by.
        RunsPage.Field(html, "Order", () => html.Element("select", () =>
        {
            foreach (var (order, name, _) in s_columns.Where(column => column.Order != DocumentOrder.Score || query.Attack is not null))
            {
                RunsPage.Option(html, order.ToString().ToLowerInvariant(), name, query.Order == order);
            }
        }, ("name", "sort")));
        html.Element("label.check", () =>
        {
            html.Element("input", "", ("type", "checkbox"), ("name", "down"), ("value", "1"), ("checked", query.IsDescending ? "" : null));
            html.Element("span", "descending");
        });
        html.Element("button", "Show", ("type", "submit"));
    }, ("method", "get"), ("action", "documents"), ("role", "search"));

    private static void Table(HtmlWriter html, ViewerScene scene, RunRecord run, DocumentQuery query, DocumentPage found) => html.Element("table.rows", () =>
    {
        html.Element("caption.hidden", "Documents");
        html.Element("thead", () => html.Element("tr", () =>
        {
            foreach (var (order, name, isNumber) in s_columns.Where(column => column.Order != DocumentOrder.Score || query.Attack is not null))
            {
                Head(html, scene, run, query, order, name, isNumber);
            }

            html.Element("th", "set", ("scope", "col"));
            html.Element("th", "group", ("scope", "col"));
        }));
        html.Element("tbody", () =>
        {
            foreach (var listed in found.Documents)
            {
                html.Element("tr", () => Row(html, scene, query, listed));
            }
        });
    });

    private static void Head(HtmlWriter html, ViewerScene scene, RunRecord run, DocumentQuery query, DocumentOrder order, string name, bool isNumber)
    {
        var isSorted = query.Order == order;
        // Numbers are looked at from the top, names from the beginning; asked for again, the other way round.
        var next = query with { Order = order, IsDescending = isSorted ? !query.IsDescending : order is DocumentOrder.Score or DocumentOrder.Length };
        html.Element(
            isNumber ? "th.number" : "th",
            () =>
            {
                if (scene.Links is { IsServed: true } && scene.Links.Documents(run.Id, next, 1) is { } href)
                {
                    html.Element("a.sort", isSorted ? $"{name} {(query.IsDescending ? "▼" : "▲")}" : name, ("href", href));
                }
                else
                {
                    html.Text(name);
                }
            },
            ("scope", "col"),
            ("aria-sort", isSorted ? query.IsDescending ? "descending" : "ascending" : null));
    }

    private static void Row(HtmlWriter html, ViewerScene scene, DocumentQuery query, ListedDocument listed)
    {
        var document = listed.Document;
        html.Element("th", () =>
        {
            if (scene.Links.Document(document.Facts.Hash) is { } href)
            {
                html.Element("a", () => html.Element("bdi", document.Id), ("href", href));
            }
            else
            {
                html.Element("bdi", document.Id);
            }
        }, ("scope", "row"));
        html.Element("td.number", Figures.Count(document.Ordinal + 1), ("data-label", "position"));
        html.Element("td.number", Figures.Count(document.Facts.ByteLength), ("data-label", "bytes"));
        if (query.Attack is not null)
        {
            html.Element(
                "td.number",
                listed.Score?.Value is { } score ? Figures.Score(score) : RunWords.None,
                ("data-label", "score"),
                ("title", listed.Score?.Reason));
        }

        html.Element("td", LabelScale.Of(document), ("data-label", "set"));
        html.Element("td", () => html.Element("bdi", document.Group ?? ""), ("data-label", "group"));
    }
}
