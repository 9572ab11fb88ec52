using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using LlmMiaProbe.Reporting.Tests;
using LlmMiaProbe.Testing.Models;
using Microsoft.Playwright;

namespace LlmMiaProbe.Reporting.Browser.Tests;

/// <summary>What axe finds in reports: nothing serious, contrast of text (WCAG 2 AA) included.</summary>
public sealed class AccessibilityTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Nothing_serious_is_found_in_a_report_with_a_comparison_and_in_an_open_document(int width, ColorScheme scheme)
    {
        using var run = await ReportRun.OfAsync(60, "member", "nonmember");
        var earlier = run.Run;
        await run.AgainAsync(new ScriptedModel("tuned") { ContextLength = 512 });
        await using var report = await browser.OpenAsync(run.File(new ReportOptions { Earlier = earlier }), width, scheme);
        await AssertNothingSeriousAsync(report.Page);
        await report.OpenDocumentAsync(0);
        foreach (var mode in new[] { "d", "l", "r" })
        {
            await report.Page.CheckAsync($"input[name=mode][value={mode}]");
            await AssertNothingSeriousAsync(report.Page, "#document");
        }
    }

    [Theory]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    public async Task Nothing_serious_is_found_in_a_report_on_extraction(int width, ColorScheme scheme)
    {
        using var scene = new ExtractionScene("novel", "Once upon a time in a land", """{"trained_characters": [0, 8]}""");
        await using var report = await browser.OpenAsync(scene.File(), width, scheme);
        await AssertNothingSeriousAsync(report.Page);
    }

    private static async Task AssertNothingSeriousAsync(IPage page, string? part = null)
    {
        var result = part is null ? await page.RunAxe() : await page.Locator(part).RunAxe();
        Assert.Empty(result.Violations
            .Where(violation => violation.Impact is "serious" or "critical")
            .SelectMany(violation => violation.Nodes.Take(3).Select(node => $"{violation.Id}: {node.Html} {string.Join(' ', node.Any.Select(check => check.Message))}")));
    }
}
