using Microsoft.Playwright;

namespace LlmMiaProbe.Reporting.Browser.Tests;

/// <summary>The Chromium of this machine, without a window.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Variable = "MIAPROBE_CHROMIUM";

    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Find(), Args = ["--no-sandbox"] });
    }

    public async Task DisposeAsync()
    {
        await (_browser?.CloseAsync() ?? Task.CompletedTask);
        _playwright?.Dispose();
    }

    /// <summary>Opens a report and waits until its charts, and its table if it has one, are there.</summary>
    internal async Task<OpenReport> OpenAsync(string file, int width = 1280, ColorScheme scheme = ColorScheme.Light, string fragment = "")
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 844 }, ColorScheme = scheme });
        var report = new OpenReport(await context.NewPageAsync());
        await report.Page.AddInitScriptAsync("addEventListener('load', () => { window.chartsAtLoad = document.querySelectorAll('.chart svg').length; });");
        await report.Page.GotoAsync(new Uri(file).AbsoluteUri + fragment);
        await report.Page.WaitForSelectorAsync("html[data-charts=drawn]:is([data-table=ready], :not(:has(#grid)))");
        return report;
    }

    /// <summary>Opens a page of a server.</summary>
    internal async Task<OpenReport> VisitAsync(Uri address, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 844 }, ColorScheme = scheme });
        var report = new OpenReport(await context.NewPageAsync());
        await report.Page.GotoAsync(address.AbsoluteUri);
        return report;
    }

    private static string Find() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .SelectMany(folder => s_names.SelectMany(name => new[] { Path.Combine(folder, name), Path.Combine(folder, name + ".exe") }))
                .FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"These tests look at reports in Chromium, and there is none in PATH: install it ('apt-get install chromium', or Google Chrome), or set {Variable} to its program.");
}
