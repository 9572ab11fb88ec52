using System.Globalization;
using System.Text.RegularExpressions;
using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Reporting.Tests;

public sealed partial class ExtractionReportTests
{
    private const string Text = "Once upon a time <script>alert(1)</script> \u202E";

    [Fact]
    public void A_run_about_extraction_alone_says_nothing_of_attacks()
    {
        using var scene = new ExtractionScene(text: Text);
        var html = scene.Html();
        Assert.Equal(["headline", "extraction", "run", "glossary"], Sections().Matches(html).Select(match => match.Groups[1].Value));
        Assert.Contains("<h1>Given the 3 tokens before, the target repeats 50% of the tested text word for word, in 1 of 100 draws or more; the reference 0%.</h1>", html, StringComparison.Ordinal);
        Assert.Contains(WithoutMarkup(ExtractionCaveat.Standing), html, StringComparison.Ordinal);
        Assert.DoesNotContain("AUC", Body(html), StringComparison.Ordinal);
        Assert.Equal(html, scene.Html());
    }

    [Fact]
    public void The_strip_marks_what_is_emitted_and_the_known_boundary()
    {
        using var scene = new ExtractionScene(text: new string('x', 24), fields: """{"trained_characters": [0, 12]}""");
        var html = scene.Html();
        // Characters 3 to 6 of 24 have p_z = .74, 8 to 11 next to nothing; the strip has 480 cells.
        Assert.Equal([("e0", 60.0, 80.0), ("e4", 160.0, 80.0), ("trained", 0.0, 240.0)], Rectangles(Strip().Matches(html)[0].Value));
        Assert.Contains("(characters 0 to 12) the target emits 50% with a probability of .01 or more, in the rest 0%; the reference 0% and 0%.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_text_and_text_to_emit_are_told_apart_and_hostile_ones_are_inert()
    {
        using var scene = new ExtractionScene(id: "<img src=x onerror=alert(2)>", text: Text);
        var html = scene.Html();
        Assert.Contains("<div class=\"given\"><span class=\"part\">given to the model</span><bdi>Onc</bdi></div>", html, StringComparison.Ordinal);
        Assert.Contains("<div class=\"asked\"><span class=\"part\">repeated by the model</span><bdi>e up</bdi></div>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_passage_that_comes_most_easily_stands_on_the_first_screen_with_its_odds_in_words()
    {
        using var scene = new ExtractionScene(text: Text);
        var html = scene.Html();
        // e^-0.3 is 74 in 100.
        Assert.Contains("<strong>Comes word for word: 74 in 100 draws</strong>", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"before\">Onc</span><mark class=\"repeated\">e up</mark>", html, StringComparison.Ordinal);
        Assert.Contains("<strong>less than 1 in 10¹² draws</strong>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("10^", Body(html), StringComparison.Ordinal);
        Assert.DoesNotContain("<details class=\"passages\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<mark", scene.Html(redact: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Redacted_or_not_kept_no_passage_is_in_the_file()
    {
        using var scene = new ExtractionScene(text: "Once upon a time");
        Assert.DoesNotContain("e up", Body(scene.Html(redact: true)), StringComparison.Ordinal);
        Assert.Contains("4 characters, sha256 ", scene.Html(redact: true), StringComparison.Ordinal);
        using var closed = new ExtractionScene();
        Assert.Contains("The text was not kept.", closed.Html(), StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_are_counted_and_none_that_is_close_has_a_bound()
    {
        using var scene = new ExtractionScene(text: Text);
        var draws = new DrawSummary { Role = "target", Windows = 2, WindowsWithHit = 0, Hits = 0, Draws = 40, Failed = 1, Best = null, BestHits = 0, FewestDraws = 20 };
        var evaluation = scene.Evaluation;
        scene.Store.SetEvaluation(scene.Run, (evaluation with { Documents = [evaluation.Documents[0] with { Draws = [draws] }] }).ToJson());
        var html = scene.Html();
        Assert.Contains("<bdi>0 of 40</bdi>", html, StringComparison.Ordinal);
        // 1 - .05^(1/40) and 1 - .05^(1/20).
        Assert.Contains("at most 7.2% on average over these windows, and at most 14% for any one of them named beforehand", html, StringComparison.Ordinal);
        Assert.Contains("1 draw of the target failed", html, StringComparison.Ordinal);
    }

    [Fact]
    public void If_all_failed_the_report_says_so_and_why()
    {
        using var scene = new ExtractionScene(fails: true);
        Assert.Contains("<h1>No document could be measured.</h1>", scene.Html(), StringComparison.Ordinal);
        Assert.Contains("the model is tired", scene.Html(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_twice_is_shown_once_and_its_charts_can_be_exported()
    {
        using var scene = new ExtractionScene(text: Text);
        using var twice = new StringWriter { NewLine = "\r\n" };
        HtmlReport.Write(scene.Store, [scene.Run, scene.Run], new ReportOptions(), twice);
        Assert.Equal(scene.Html(), twice.ToString());
        var specs = HtmlReport.Specs(scene.Store, [scene.Run]);
        Assert.Equal([$"draws-{scene.Run}", $"p-z-{scene.Run}"], specs.Keys.Order(StringComparer.Ordinal));
        Assert.All(specs.Values, spec => Assert.DoesNotContain("var(--", spec.ToJsonString(), StringComparison.Ordinal));
    }

    private static string WithoutMarkup(string text) => text.Replace("'", "&#39;", StringComparison.Ordinal);

    private static string Body(string html) => html[html.IndexOf("<main>", StringComparison.Ordinal)..html.IndexOf("</main>", StringComparison.Ordinal)];

    private static List<(string Name, double X, double Width)> Rectangles(string svg) => [.. Rectangle().Matches(svg).Select(match =>
        (match.Groups[1].Value, double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), double.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)))];

    [GeneratedRegex("<section id=\"([a-z]+)\">")]
    private static partial Regex Sections();

    [GeneratedRegex("<svg class=\"strip\".*?</svg>")]
    private static partial Regex Strip();

    [GeneratedRegex("<rect class=\"([a-z0-9]+)\" x=\"([0-9.]+)\" y=\"[0-9.]+\" width=\"([0-9.]+)\"")]
    private static partial Regex Rectangle();
}
