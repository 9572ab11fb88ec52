using Deque.AxeCore.Playwright;
using LlmMiaProbe.Cli.Viewing;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Tests;
using LlmMiaProbe.Reporting.Viewer;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Models;
using Microsoft.Playwright;

namespace LlmMiaProbe.Reporting.Browser.Tests;

public sealed class ViewerTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task From_the_list_to_a_run_a_document_a_comparison_and_a_trend(int width, ColorScheme scheme)
    {
        using var run = await TwoRunsAsync();
        await using var host = await StartAsync(run);
        await using var viewer = await browser.VisitAsync(host.Address, width, scheme);
        var page = viewer.Page;
        await AssertSoundAsync(viewer, width);
        await ShotAsync(viewer, $"runs-{width}");

        await page.ClickAsync("#runs tbody tr:last-child th a");
        await page.WaitForSelectorAsync("html[data-charts=drawn]");
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await ShotAsync(viewer, $"run-{width}");

        await page.ClickAsync("nav[aria-label=Viewer] a:has-text('All documents')");
        await AssertSoundAsync(viewer, width);
        await page.FillAsync("input[name=q]", "d1");
        await page.SelectOptionAsync("select[name=set]", "nonmember");
        await page.ClickAsync("button[type=submit]");
        Assert.All(await page.Locator("#documents tbody th").AllInnerTextsAsync(), id => Assert.Contains("d1", id, StringComparison.Ordinal));
        await ShotAsync(viewer, $"documents-{width}");

        await page.ClickAsync("#documents tbody tr:first-child th a");
        Assert.Contains("tells of", await viewer.TextAsync("pre.text"), StringComparison.Ordinal);
        Assert.Equal(8, await page.Locator("#document tbody tr").CountAsync());
        await AssertSoundAsync(viewer, width);
        await ShotAsync(viewer, $"document-{width}");

        await page.GotoAsync(new Uri(host.Address, "compare?earlier=1&later=2").AbsoluteUri);
        Assert.Contains("Compared with run 1", await viewer.TextAsync("#comparison h2"), StringComparison.Ordinal);
        await AssertSoundAsync(viewer, width);
        await ShotAsync(viewer, $"compare-{width}");

        await page.ClickAsync("a:has-text('Trend of this corpus')");
        Assert.Equal(2, await page.Locator("svg circle.point").CountAsync());
        await page.SelectOptionAsync("select[name=attack]", "zlib");
        await page.ClickAsync("button[type=submit]");
        Assert.Contains("auc(zlib)", await viewer.TextAsync("h1"), StringComparison.Ordinal);
        await AssertSoundAsync(viewer, width);
        await ShotAsync(viewer, $"trend-{width}");
        Assert.All(viewer.Requests, request => Assert.StartsWith(host.Address.AbsoluteUri, request, StringComparison.Ordinal));
        Assert.Empty(viewer.Said);
    }

    [Fact]
    public async Task Progress_is_seen_without_loading_the_page_again_and_ends_with_the_run()
    {
        using var run = await ReportRun.OfAsync(4, "member", "nonmember");
        var documents = run.Store.ReadDocuments(1).ToList();
        var begun = run.Store.BeginRun(run.Settings, "0.0-test", new ManualTimeProvider().GetUtcNow());
        run.Store.AddDocuments(begun, [.. documents.Select(document => (document, (string?)null))]);
        await using var host = await StartAsync(run);
        await using var viewer = await browser.VisitAsync(new Uri(host.Address, $"live?run={begun}"));
        await AssertSoundAsync(viewer, 1280);
        await viewer.Page.EvaluateAsync("window.stays = true");
        Answer(run.Store, begun, 0);
        await viewer.Page.WaitForSelectorAsync("#live td:has-text('1 of 4')");
        Answer(run.Store, begun, 1);
        await viewer.Page.WaitForSelectorAsync("#live td:has-text('2 of 4')");
        await ShotAsync(viewer, "live-1280");
        Assert.True(await viewer.Page.EvaluateAsync<bool>("window.stays"));
        run.Store.SetRunState(begun, RunStatus.Interrupted, RunCounts.None);
        await viewer.Page.WaitForSelectorAsync("#live:has-text('Interrupted')");
        Assert.Equal(0, await viewer.Page.Locator("[data-live]").CountAsync());
        Assert.Empty(viewer.Said);
    }

    [Fact]
    public async Task Files_work_without_a_server()
    {
        using var run = await TwoRunsAsync();
        using var folder = new TemporaryFolder();
        new ViewerExport(run.Store, new ManualTimeProvider().GetUtcNow()).Write((name, text) => folder.Write(name, text), default);
        await using var viewer = await browser.VisitAsync(new Uri($"{folder.Path}/index.html"));
        Assert.Equal("rgb(247, 248, 250)", await viewer.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        await viewer.Page.ClickAsync("#runs tbody tr:first-child th a");
        await viewer.Page.WaitForSelectorAsync("html[data-charts=drawn]");
        await viewer.Page.ClickAsync("nav[aria-label=Viewer] a:has-text('Compare with run 1')");
        await viewer.Page.ClickAsync("a:has-text('Trend of this corpus')");
        Assert.Equal(2, await viewer.Page.Locator("svg circle.point").CountAsync());
        Assert.Empty(viewer.Said);
    }

    private static async Task<ReportRun> TwoRunsAsync()
    {
        var run = await ReportRun.OfAsync(120, "member", "nonmember");
        await run.AgainAsync(new ScriptedModel("other") { ContextLength = 512 });
        run.Store.SetRunName(1, "baseline");
        run.Store.SetRunNote(1, "before the second epoch");
        return run;
    }

    private static Task<ViewerHost> StartAsync(ReportRun run) =>
        ViewerHost.StartAsync(() => SqliteProbeStore.OpenExisting($"{run.Folder}/store.db"), TimeProvider.System, 0);

    private static void Answer(SqliteProbeStore store, long run, int ordinal)
    {
        var model = new ScriptedModel("target").Description.Fingerprint;
        var key = EvidenceKey.Of(model, "exact", null, [ordinal]);
        store.AddEvidence(key, model, "exact", new TokenScores([ordinal], [-1.5f], [2], [7], [-0.5f], [2.25f], [1.25f], null));
        store.LinkEvidence(run, [(ordinal, EvidenceRequest.Target(TextVariant.Plain).Name, key)]);
    }

    /// <summary>Nothing to scroll sideways, and nothing that people with other eyes or hands cannot use.</summary>
    private static async Task AssertSoundAsync(OpenReport viewer, int width)
    {
        Assert.Equal(width, await viewer.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        var checks = await viewer.Page.RunAxe();
        Assert.Empty(checks.Violations.Select(violation => $"{violation.Id}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}"));
    }

    // For people who look: MIAPROBE_SHOTS names a folder.
    private static async Task ShotAsync(OpenReport viewer, string name)
    {
        if (Environment.GetEnvironmentVariable("MIAPROBE_SHOTS") is { Length: > 0 } folder)
        {
            await viewer.Page.ScreenshotAsync(new PageScreenshotOptions { Path = $"{folder}/{name}.png", FullPage = true });
        }
    }
}
