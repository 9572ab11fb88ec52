using LlmMiaProbe.Reporting.Tests;
using LlmMiaProbe.Testing.Models;
using Microsoft.Playwright;

namespace LlmMiaProbe.Reporting.Browser.Tests;

public sealed class ReportPageTests(Browser browser) : IClassFixture<Browser>
{
    private const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \u202Egnp.exe";

    [Fact]
    public async Task A_report_shows_every_section_and_chart_and_asks_for_nothing()
    {
        using var run = await ReportRun.OfAsync(120, "member", "nonmember");
        await using var report = await browser.OpenAsync(run.File());
        Assert.Equal(6, await report.Page.Locator("main > section:visible").CountAsync());
        Assert.Equal(6, await report.Page.Locator(".chart svg:visible").CountAsync());
        // Whoever prints as soon as a page counts as loaded prints all of them.
        Assert.Equal(6, await report.Page.EvaluateAsync<int>("window.chartsAtLoad"));
        Assert.True(await report.Page.Locator("[data-chart=roc] svg path").CountAsync() > 4);
        Assert.Contains("stand out from the 60 supplied non-members", await report.TextAsync("h1"), StringComparison.Ordinal);
        var bars = await report.Page.Locator("[data-chart=scores-by-label] svg").InnerHTMLAsync();
        await report.Page.SelectOptionAsync("#attack", "1");
        await report.Page.WaitForFunctionAsync("before => document.querySelector('[data-chart=scores-by-label] svg').innerHTML !== before", bars);
        await report.Page.ClickAsync("[data-theme-choice=dark]");
        Assert.Equal("rgb(15, 20, 26)", await report.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        report.AssertQuiet();
    }

    [Theory]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(320, ColorScheme.Light)]
    public async Task A_phone_needs_no_scrolling_sideways(int width, ColorScheme scheme)
    {
        using var run = await ReportRun.OfAsync([.. Enumerable.Range(0, 30).Select(i => new ReportRun.Source($"{i}-{new string('w', 200)}", $"text {i}", i % 2 == 0 ? "member" : "nonmember"))]);
        await using var report = await browser.OpenAsync(run.File(), width, scheme);
        Assert.Equal(width, await report.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await report.OpenDocumentAsync(0);
        Assert.Equal(width, await report.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.True(await report.Page.EvaluateAsync<bool>("(() => { const body = document.getElementById('document-body'); return body.scrollWidth <= body.clientWidth; })()"));
        report.AssertQuiet();
    }

    [Fact]
    public async Task The_table_sorts_searches_and_filters()
    {
        using var run = await ReportRun.OfAsync(300, "member", "nonmember");
        await using var report = await browser.OpenAsync(run.File());
        Assert.Equal("300 of 300 documents", await report.TextAsync("#shown"));
        Assert.InRange(await report.Rows.CountAsync(), 5, 60);
        await report.Page.ClickAsync("#grid thead th:nth-child(1) button");
        Assert.Equal(["d0", "d1", "d10", "d100"], (await report.ColumnAsync(1)).Take(4));
        Assert.Equal("ascending", await report.Page.GetAttributeAsync("#grid thead th:nth-child(1)", "aria-sort"));
        await report.Page.ClickAsync("#grid thead th:nth-child(7) button");
        var bytes = (await report.ColumnAsync(7)).Select(int.Parse).ToList();
        Assert.Equal(bytes.OrderDescending(), bytes);
        await report.Page.FillAsync("#search", "d29");
        Assert.Equal("11 of 300 documents", await report.TextAsync("#shown"));
        Assert.All(await report.ColumnAsync(1), id => Assert.Contains("d29", id, StringComparison.Ordinal));
        await report.Page.FillAsync("#search", "GROUP 3");
        await report.Page.SelectOptionAsync("#label", "non-member");
        Assert.All(await report.ColumnAsync(2), label => Assert.Equal("non-member", label));
        await report.Page.FillAsync("#search", "nowhere");
        Assert.Equal("0 of 300 documents", await report.TextAsync("#shown"));
        report.AssertQuiet();
    }

    [Fact]
    public async Task The_last_of_many_documents_is_reached_by_keyboard_alone()
    {
        using var run = await ReportRun.OfAsync(1000, "member", "nonmember");
        await using var report = await browser.OpenAsync(run.File());
        await report.Page.FocusAsync("#grid button.open[tabindex='0']");
        await report.Page.Keyboard.PressAsync("End");
        var last = await report.Page.EvaluateAsync<string>("document.activeElement.closest('tr').getAttribute('aria-rowindex')");
        Assert.Equal("1001", last);
        await report.Page.Keyboard.PressAsync("ArrowUp");
        await report.Page.Keyboard.PressAsync("Enter");
        await report.Page.WaitForSelectorAsync("dialog[open] .tokens .token");
        await report.Page.FocusAsync(".tokens");
        await report.Page.Keyboard.PressAsync("ArrowRight");
        await report.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Contains("log-probability", await report.TextAsync(".inspector"), StringComparison.Ordinal);
        await report.Page.Keyboard.PressAsync("Escape");
        Assert.False(await report.Page.Locator("dialog").IsVisibleAsync());
        Assert.Equal("1000", await report.Page.EvaluateAsync<string>("document.activeElement.closest('tr').getAttribute('aria-rowindex')"));
        report.AssertQuiet();
    }

    [Fact]
    public async Task A_document_shows_its_tokens_and_the_heat_map_switches()
    {
        using var run = await ReportRun.OfAsync([new("d0", "naïve 日本 text", "member"), new("d1", "other", "nonmember")]);
        await using var report = await browser.OpenAsync(run.File());
        await report.Page.FillAsync("#search", "d0");
        await report.OpenDocumentAsync(0);
        Assert.Equal("naïve 日本 text", (await report.TextAsync(".tokens")).Replace("·", "", StringComparison.Ordinal));
        Assert.Matches("^token d[0-8]", await report.Page.Locator(".tokens .token").First.GetAttributeAsync("class"));
        Assert.StartsWith("learned ←", await report.TextAsync(".legend"), StringComparison.Ordinal);
        Assert.Equal(4, await report.Page.Locator(".scores tr").CountAsync());
        Assert.Equal("reference-difference", await report.Page.Locator(".scores th").First.InnerTextAsync());
        Assert.Equal("above none of 1 non-member", await report.Page.Locator(".scores tr").First.Locator("td").Last.InnerTextAsync());
        Assert.Equal(4, await report.Page.Locator(".scores svg.place .here").CountAsync());
        await report.Page.CheckAsync("input[name=mode][value=l]");
        Assert.Matches("^token l[0-8]", await report.Page.Locator(".tokens .token").First.GetAttributeAsync("class"));
        await report.Page.CheckAsync("input[name=mode][value=r]");
        Assert.Matches("^token r[0-8]", await report.Page.Locator(".tokens .token").First.GetAttributeAsync("class"));
        await report.Page.Locator(".tokens .token").Nth(2).HoverAsync();
        Assert.Matches("(?s)log-probability .*rank .*reference .*own top guess", await report.TextAsync(".inspector"));
        report.AssertQuiet();
    }

    [Fact]
    public async Task A_hostile_document_is_shown_as_text_and_a_very_long_one_in_parts()
    {
        ReportRun.Source[] documents = [new($"a {Hostile}", $"b {Hostile}", "member", Hostile), new("long", new string('x', 50_000), "nonmember")];
        using var run = await ReportRun.OfAsync(documents, new ScriptedModel("target") { ContextLength = 1024, Tokenizer = ScriptedTokenizer.Bytes });
        await using var report = await browser.OpenAsync(run.File());
        await report.Page.FillAsync("#search", "alert");
        await report.OpenDocumentAsync(0);
        Assert.Contains("</script><script>alert(1)</script><img src=x onerror=alert(2)> [U+202E]gnp.exe", await report.TextAsync("#document-title"), StringComparison.Ordinal);
        Assert.Contains("<script>alert(1)</script>", await report.TextAsync(".tokens"), StringComparison.Ordinal);
        Assert.Equal(0, await report.Page.Locator("img").CountAsync());
        await report.Page.Keyboard.PressAsync("Escape");
        await report.Page.FillAsync("#search", "long");
        await report.OpenDocumentAsync(0);
        Assert.Equal(3000, await report.Page.Locator(".tokens .token").CountAsync());
        Assert.Contains("30,000 further tokens are not in this file", await report.TextAsync("#document-body"), StringComparison.Ordinal);
        report.AssertQuiet();
    }

    [Fact]
    public async Task The_address_of_a_document_opens_it_and_one_step_back_closes_it()
    {
        using var run = await ReportRun.OfAsync([new("d0", "first", "member"), new("d/1 é", "second", "nonmember")]);
        var file = run.File();
        await using var report = await browser.OpenAsync(file, fragment: "#doc=d%2F1%20%C3%A9");
        await report.Page.WaitForSelectorAsync("dialog[open] #document-body .statement");
        Assert.Equal("d/1 é", await report.TextAsync("#document-title"));
        await report.Page.ClickAsync("#close");
        await report.Page.WaitForFunctionAsync("location.hash === '#documents' && !document.getElementById('document').open");
        await report.Page.FillAsync("#search", "d0");
        await report.OpenDocumentAsync(0);
        await report.Page.WaitForFunctionAsync("location.hash === '#doc=d0'");
        await report.Page.GoBackAsync();
        await report.Page.WaitForFunctionAsync("!document.getElementById('document').open && location.hash === '#documents'");
        await report.Page.GoForwardAsync();
        await report.Page.WaitForSelectorAsync("dialog[open] #document-body .statement");
        Assert.Equal("d0", await report.TextAsync("#document-title"));
        Assert.Empty(report.Said);
    }

    [Theory]
    [InlineData("unknown", 3)]
    [InlineData("member", 1)]
    public async Task Runs_with_little_to_say_make_quiet_pages(string label, int count)
    {
        using var run = await ReportRun.OfAsync(count, label);
        await using var report = await browser.OpenAsync(run.File());
        Assert.Equal(6, await report.Page.Locator("main > section:visible").CountAsync());
        report.AssertQuiet();
    }

    [Fact]
    public async Task A_run_in_which_all_failed_and_a_redacted_one_make_quiet_pages()
    {
        ReportRun.Source[] documents = [new("d0", "first", "member"), new("d1", "second", "nonmember")];
        using var failed = await ReportRun.OfAsync(documents, new ScriptedModel("target") { Failing = documents.ToDictionary(document => document.Text, _ => "no") });
        await using var page = await browser.OpenAsync(failed.File());
        await page.OpenDocumentAsync(0);
        Assert.Contains("holds no token evidence", await page.TextAsync("#document-body"), StringComparison.Ordinal);
        page.AssertQuiet();
        using var run = await ReportRun.OfAsync(documents);
        await using var redacted = await browser.OpenAsync(run.File(new ReportOptions { Redact = true }));
        await redacted.OpenDocumentAsync(0);
        Assert.Matches("^[▒]+$", await redacted.TextAsync(".tokens"));
        redacted.AssertQuiet();
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task A_report_on_extraction_alone_draws_its_strips_and_charts(int width, ColorScheme scheme)
    {
        using var scene = new ExtractionScene($"novel {Hostile}", $"Once upon a time {Hostile}", """{"trained_characters": [0, 8]}""");
        await using var report = await browser.OpenAsync(scene.File(), width, scheme);
        Assert.Equal(4, await report.Page.Locator("main > section:visible").CountAsync());
        Assert.Equal(2, await report.Page.Locator(".chart svg:visible").CountAsync());
        Assert.Equal(2, await report.Page.Locator("svg.strip:visible").CountAsync());
        Assert.Equal("e up", await report.Page.Locator(".asked bdi").First.InnerTextAsync());
        Assert.Equal(width, await report.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        report.AssertQuiet();
    }
}
