using LlmMiaProbe.Extraction;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Charts;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Viewer.Pages;

/// <summary>One text in all runs that have it, whatever their models and their names for it.</summary>
internal static class TextPage
{
    private static readonly string[] s_head = ["run", "model", "as", "attack", "score", "place"];

    private const int MostSightings = 40;
    private const int ShownCharacters = 100_000;

    /// <summary>Documents of a run up to which all attacks are placed, which reads every score of its non-members.</summary>
    private const int MostPlaced = 20_000;

    /// <exception cref="ConfigurationException">No text of the store has such a hash, or several have.</exception>
    public static string Write(ViewerScene scene, string digits)
    {
        var hash = scene.Store.FindHashes(digits.ToLowerInvariant(), 2) switch
        {
            [var one] => one,
            [] => throw new ConfigurationException("No document of the store has a SHA-256 that begins with these digits: give 8 hexadecimal digits or more."),
            _ => throw new ConfigurationException("Several documents have a SHA-256 that begins with these digits: give more of them."),
        };
        var sightings = scene.Store.FindSightings(hash, MostSightings + 1);
        var text = scene.Store.FindText(hash);
        return ViewerShell.Write(scene, $"Document {(sightings is [var first, ..] ? first.Document.Id : hash.Hex[..12])}", html =>
        {
            html.Element("section#document", () =>
            {
                html.Element("h1", () => html.Element("bdi", sightings is [var named, ..] ? named.Document.Id : $"document {hash.Hex[..12]}"));
                html.Element("p.note", sightings is [var of, ..]
                    ? $"SHA-256 {hash.Hex}, {Figures.Count(of.Document.Facts.ByteLength, "byte")} of text that is scored."
                    : $"SHA-256 {hash.Hex}. No run has it any more.");
                Scores(html, scene, [.. sightings.Take(MostSightings)]);
                if (sightings.Count > MostSightings)
                {
                    html.Element("p.note", $"The latest {MostSightings} runs are shown.");
                }

                html.Element("p.note", Caveat.Standing);
            });
            html.Element("section#text", () =>
            {
                html.Element("h2", "Text");
                if (text is null)
                {
                    html.Element("p", "The store does not keep this text.");
                    return;
                }

                html.Element("pre.text", () => html.Element("bdi", Beginning(text)), ("tabindex", "0"));
                if (text.Length > ShownCharacters)
                {
                    html.Element("p.note", $"The first {Figures.Count(ShownCharacters)} of {Figures.Count(text.Length, "character")} are shown.");
                }
            });
        });
    }

    private static void Scores(HtmlWriter html, ViewerScene scene, IReadOnlyList<DocumentSighting> sightings) => html.Element("table.rows", () =>
    {
        html.Element("caption", "What each run says of it, the latest first");
        html.Element("thead", () => html.Element("tr", () =>
        {
            foreach (var name in s_head)
            {
                html.Element(name == "score" ? "th.number" : "th", name, ("scope", "col"));
            }
        }));
        html.Element("tbody", () =>
        {
            foreach (var sighting in sightings)
            {
                if (scene.Store.FindRun(sighting.Run) is { } run)
                {
                    Rows(html, scene, run, sighting.Document);
                }
            }
        });
    });

    private static void Rows(HtmlWriter html, ViewerScene scene, RunRecord run, RunDocument document)
    {
        if (run.Settings.Extraction is { } extraction)
        {
            var said = ExtractionEvaluation.Find(scene.Store, run.Id)?.Documents.FirstOrDefault(found => found.Ordinal == document.Ordinal);
            Row(html, scene, run, document, ("extraction", "", said is null ? "not measured" : ExtractionStatement.Of(said, extraction), null), isFirst: true);
            return;
        }

        var isFirst = true;
        foreach (var placed in Placed(scene, run, document))
        {
            var statement = placed.Score.Value is null ? placed.Score.Reason ?? "" : ScoreStatement.Of(placed.Below, placed.NonMembers).Text;
            var share = placed.Score.Value is not null && placed.NonMembers > 0 ? (double)placed.Below / placed.NonMembers : (double?)null;
            Row(
                html,
                scene,
                run,
                document,
                (placed.Attack, placed.Score.Value is { } score ? Figures.Score(score) : RunWords.None, statement, share),
                isFirst);
            isFirst = false;
        }

        if (isFirst)
        {
            Row(html, scene, run, document, (RunWords.None, "", "no score is kept", null), isFirst);
        }
    }

    private static IReadOnlyList<PlacedScore> Placed(ViewerScene scene, RunRecord run, RunDocument document)
    {
        if (run.Settings.Task is not MembershipTask || StoredEvaluation.Find(scene.Store, run.Id) is not { IsComplete: true } evaluation)
        {
            return [];
        }

        // The attack that decides first, the others as the run was given them.
        List<string> order = [evaluation.LeadingAttack ?? "", .. DocumentsPage.AttacksOf(run)];
        var only = run.Counts.Documents > MostPlaced ? evaluation.LeadingAttack : null;
        return [.. scene.Store.FindPlaces(run.Id, document.Ordinal, evaluation.Design.HasOwnCalibration, only)
            .OrderBy(placed => order.IndexOf(placed.Attack) is var place && place < 0 ? int.MaxValue : place)];
    }

    private static void Row(
        HtmlWriter html,
        ViewerScene scene,
        RunRecord run,
        RunDocument document,
        (string Attack, string Score, string Statement, double? Share) said,
        bool isFirst) => html.Element(isFirst ? "tr.first" : "tr", () =>
    {
        html.Element("th", () =>
        {
            html.Element("a", () => html.Element("bdi", RunWords.NameOf(run)), ("href", scene.Links.Run(run.Id)));
        }, ("scope", "row"));
        html.Element("td", () => html.Element("bdi", RunWords.ModelOf(run)), ("data-label", "model"));
        html.Element("td", () => html.Element("bdi", $"{LabelScale.Of(document)} {document.Id}"), ("data-label", "as"));
        html.Element("td", () => html.Element("bdi", said.Attack), ("data-label", "attack"));
        html.Element("td.number", said.Score, ("data-label", "score"));
        html.Element("td", () =>
        {
            if (said.Share is { } share)
            {
                Strip(html, share);
            }

            html.Element("span", said.Statement);
        }, ("data-label", "place"));
    });

    /// <summary>A scale from the lowest to the highest non-member, with the document's place on it.</summary>
    private static void Strip(HtmlWriter html, double share) => html.Element("svg.place", () =>
    {
        var x = TrendChart.Number(2 + (116 * share));
        html.Element("line.axis", "", ("x1", "2"), ("x2", "118"), ("y1", "6"), ("y2", "6"));
        html.Element("line.mark", "", ("x1", x), ("x2", x), ("y1", "0"), ("y2", "12"));
    }, ("viewBox", "0 0 120 12"), ("width", "120"), ("height", "12"), ("aria-hidden", "true"));

    // Never in the middle of a character.
    private static string Beginning(string text) => text.Length <= ShownCharacters
        ? text
        : text[..(char.IsHighSurrogate(text[ShownCharacters - 1]) ? ShownCharacters - 1 : ShownCharacters)];
}
