using LlmMiaProbe.Words;
using System.Net;
using System.Text.Json;
using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Reporting.Tests;

public sealed class ComparisonReportTests
{
    private const string Hostile = "</td><script>alert(1)</script> \u202Egnp.exe";

    [Fact]
    public async Task An_earlier_run_gets_a_section_whose_numbers_are_those_of_the_comparison()
    {
        using var run = await TwoAsync("d0");
        var html = WebUtility.HtmlDecode(Section(run, new ReportOptions { Earlier = 1 }));
        var comparison = new RunComparer(run.Store).Compare(1, 2);
        Assert.Contains("<h2>Compared with run 1 (target.gguf)</h2>", html, StringComparison.Ordinal);
        Assert.All(comparison.Attacks, attack =>
        {
            Assert.Contains($"title=\"{attack.Attack}\"><bdi>{attack.Attack.Split('(')[0]}</bdi>", html, StringComparison.Ordinal);
            Assert.Contains($"<bdi>{Figures.Fraction(attack.Later ?? -1)}</bdi>", html, StringComparison.Ordinal);
        });
        Assert.NotEmpty(comparison.Exposure[0].NewlyExposed);
        Assert.All(comparison.Exposure[0].NewlyExposed, id => Assert.Contains($"<bdi>{id}</bdi></th><td><bdi>newly exposed</bdi>", html, StringComparison.Ordinal));
        Assert.Contains("not why.", html, StringComparison.Ordinal);
        Assert.Equal(Section(run, new ReportOptions { Earlier = 1 }), Section(run, new ReportOptions { Earlier = 1 }));
    }

    [Fact]
    public async Task The_first_screen_names_the_comparison_draws_it_and_says_whether_it_is_worse()
    {
        using var run = await TwoAsync("d0");
        var html = WebUtility.HtmlDecode(run.Html(new ReportOptions { Earlier = 1 }));
        var screen = html[html.IndexOf("<section id=\"headline\">", StringComparison.Ordinal)..html.IndexOf("<section id=\"comparison\">", StringComparison.Ordinal)];
        Assert.Contains("<strong>Compared with run 1 (target.gguf): </strong><span class=\"cue worse\">▲ worse, more stands out</span>", screen, StringComparison.Ordinal);
        Assert.Contains("data-chart=\"comparison\"", screen, StringComparison.Ordinal);
        var rows = HtmlReport.Specs(run.Store, [2], earlier: 1)["comparison"]["datasets"]?["comparison"]?.AsArray() ?? [];
        Assert.Equal([("run 1", "worse"), ("run 2", "worse")], rows.Take(2).Select(row => ((string?)row?["run"], (string?)row?["cue"])));
        Assert.DoesNotContain("comparison", HtmlReport.Specs(run.Store, [2]).Keys);
    }

    [Fact]
    public async Task Hostile_ids_are_text_and_redaction_leaves_no_text_of_documents()
    {
        using var run = await TwoAsync(Hostile);
        var section = Section(run, new ReportOptions { Earlier = 1, Redact = true });
        Assert.Contains("&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt; [U+202E]gnp.exe</bdi></th><td><bdi>newly exposed", section, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", section, StringComparison.Ordinal);
        Assert.DoesNotContain("tells of", section, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_earlier_run_there_is_no_section_and_a_wrong_one_is_named()
    {
        using var run = await TwoAsync("d0");
        Assert.DoesNotContain("id=\"comparison\"", run.Html(), StringComparison.Ordinal);
        Assert.Contains("There is no run 9", Assert.Throws<ConfigurationException>(() => run.Html(new ReportOptions { Earlier = 9 })).Message, StringComparison.Ordinal);
        Assert.Contains("compared with itself", Assert.Throws<ConfigurationException>(() => run.Html(new ReportOptions { Earlier = 2 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_the_comparison_has_the_documented_properties()
    {
        using var run = await TwoAsync("d0");
        var json = JsonSerializer.Deserialize<JsonElement>(OutputText.Of(ComparisonOutput.Of(new RunComparer(run.Store).Compare(1, 2))));
        Assert.Equal(["earlier", "later", "documents", "attacks", "uncompared", "uncomparedReasons", "coverage", "coverageIntervals", "exposure", "exposureReason", "warnings"], ReportScene.Names(json));
        Assert.Equal(["run", "model", "fingerprint"], ReportScene.Names(json.GetProperty("later")));
        Assert.Equal(["id", "headline", "n", "auc", "intervals", "statement", "reason"], ReportScene.Names(json.GetProperty("attacks")[0]));
        Assert.Equal(["earlier", "later", "change", "changeLow", "changeHigh"], ReportScene.Names(json.GetProperty("attacks")[0].GetProperty("auc")));
        Assert.Equal(["criterion", "threshold", "compared", "inBoth", "newlyExposed", "newlySafe"], ReportScene.Names(json.GetProperty("exposure")[0]));
    }

    private static string Section(ReportRun run, ReportOptions options)
    {
        var html = run.Html(options);
        var start = html.IndexOf("<section id=\"comparison\">", StringComparison.Ordinal);
        Assert.True(start > 0);
        return html[start..html.IndexOf("</section>", start, StringComparison.Ordinal)];
    }

    private static async Task<ReportRun> TwoAsync(string firstId)
    {
        List<ReportRun.Source> documents = [.. Enumerable.Range(0, 40).Select(i => new ReportRun.Source(i == 0 ? firstId : $"d{i}", $"document number {i} tells of {(i * 7919) % 1000} things", i % 2 == 0 ? "member" : "nonmember"))];
        var run = await ReportRun.OfAsync(documents);
        await run.AgainAsync(new ScriptedModel("tuned") { ContextLength = 512, Memorised = [.. documents.Where(document => document.Label == "member").Select(document => document.Text)] });
        return run;
    }
}
