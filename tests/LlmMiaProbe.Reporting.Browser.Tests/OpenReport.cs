using Microsoft.Playwright;

namespace LlmMiaProbe.Reporting.Browser.Tests;

/// <summary>A page that notes everything it says and asks for.</summary>
internal sealed class OpenReport : IAsyncDisposable
{
    public OpenReport(IPage page)
    {
        Page = page;
        page.Console += (_, message) => Said.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Said.Add($"error: {error}");
        page.Dialog += (_, dialog) => Said.Add($"dialog: {dialog.Message}");
        page.Request += (_, request) => Requests.Add(request.Url);
    }

    public IPage Page { get; }

    public List<string> Said { get; } = [];

    public List<string> Requests { get; } = [];

    public ILocator Rows => Page.Locator("#grid tbody tr:not(.spacer)");

    public Task<string> TextAsync(string selector) => Page.Locator(selector).InnerTextAsync();

    /// <summary>Cells of a column of the rows that are drawn.</summary>
    public Task<IReadOnlyList<string>> ColumnAsync(int column) => Page.Locator($"#grid tbody tr:not(.spacer) > :nth-child({column})").AllInnerTextsAsync();

    public async Task<OpenReport> OpenDocumentAsync(int row)
    {
        await Rows.Nth(row).Locator("button.open").ClickAsync();
        await Page.WaitForSelectorAsync("dialog[open] #document-body .statement");
        return this;
    }

    /// <summary>No error, no warning, nothing asked for but the file itself.</summary>
    public void AssertQuiet()
    {
        Assert.Empty(Said);
        Assert.StartsWith("file:", Assert.Single(Requests), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
