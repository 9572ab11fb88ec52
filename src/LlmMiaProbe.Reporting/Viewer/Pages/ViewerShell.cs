using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Viewer.Pages;

/// <summary>What surrounds the viewer's own pages.</summary>
internal static class ViewerShell
{
    /// <param name="scene">What every page works with.</param>
    /// <param name="title">What is to be seen.</param>
    /// <param name="main">Writes the sections.</param>
    /// <param name="isLive">Whether the page is refreshed by the script.</param>
    public static string Write(ViewerScene scene, string title, Action<HtmlWriter> main, bool isLive = false)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var html = new HtmlWriter(text);
        text.Write("<!DOCTYPE html>\n");
        html.Element("html", () =>
        {
            html.Element("head", () =>
            {
                html.Element("meta", "", ("charset", "utf-8"));
                html.Element("meta", "", ("http-equiv", "Content-Security-Policy"), ("content", ViewerAnswer.DocumentPolicy));
                html.Element("meta", "", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
                html.Element("meta", "", ("name", "color-scheme"), ("content", "light dark"));
                html.Element("meta", "", ("name", "referrer"), ("content", "no-referrer"));
                html.Element("title", $"{title} · mia-probe");
                html.Element("link", "", ("rel", "stylesheet"), ("href", ViewerLinks.Style));
                html.Element("link", "", ("rel", "icon"), ("href", "data:,"));
                if (isLive)
                {
                    html.Element("script", "", ("src", ViewerLinks.Script), ("defer", ""));
                }
            });
            html.Element("body", () =>
            {
                html.Element("a.skip", "To the content", ("href", "#content"));
                html.Element("header.page", () =>
                {
                    html.Element("p.brand", () =>
                    {
                        html.Element("strong", "mia-probe");
                        html.Element("span", scene.StoreName);
                    });
                    html.Element(
                        "nav",
                        () => html.Element("a", "All runs", ("href", scene.Links.Runs(new Probing.RunQuery(), 1))),
                        ("aria-label", "Viewer"));
                });
                html.Element("main#content", () => main(html));
                html.Element("footer", () => html.Element(
                    "p",
                    scene.Links.IsServed
                        ? "Served by this machine to this machine. Nothing is sent elsewhere."
                        : "These pages load nothing from elsewhere and send nothing."));
            });
        }, ("lang", "en"));
        text.Write('\n');
        return text.ToString();
    }

    /// <summary>Links in one line; those without an address are left out.</summary>
    public static void Links(HtmlWriter html, string name, params IEnumerable<(string Text, string? Href)> links) => html.Element("nav.steps", () =>
    {
        foreach (var (text, href) in links)
        {
            if (href is not null)
            {
                html.Element("a", text, ("href", href));
            }
        }
    }, ("aria-label", name));

    /// <summary>A page with one thing to say.</summary>
    public static string Message(ViewerScene scene, string title, string message) => Write(scene, title, html => html.Element("section", () =>
    {
        html.Element("h1", title);
        html.Element("p", message);
    }));

    /// <param name="html">Receives it.</param>
    /// <param name="page">From 1.</param>
    /// <param name="length">Rows of a page.</param>
    /// <param name="total">All rows.</param>
    /// <param name="noun">What they are: one, many.</param>
    /// <param name="link">Where a page is.</param>
    public static void Pager(HtmlWriter html, long page, int length, long total, (string One, string Many) noun, Func<long, string?> link) =>
        html.Element("nav.pager", () =>
        {
            var last = Math.Max(1, (total + length - 1) / length);
            html.Element("span", total <= length && page == 1
                ? Figures.Count(total, noun.One, noun.Many)
                : $"{Figures.Count(total, noun.One, noun.Many)}, page {Figures.Count(page)} of {Figures.Count(last)}");
            (string Text, long Page)[] steps = [("First", 1), ("Previous", page - 1), ("Next", page + 1), ("Last", last)];
            foreach (var (text, step) in steps)
            {
                if (step >= 1 && step <= last && step != page && link(step) is { } href)
                {
                    html.Element("a", text, ("href", href));
                }
            }
        }, ("aria-label", "Pages"));
}
