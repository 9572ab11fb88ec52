using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Viewer;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Reporting.Tests.Viewer;

/// <summary>A viewer over the store of a scripted run.</summary>
internal sealed class ViewedStore(ReportRun run) : IDisposable
{
    private readonly StoreViewer _viewer = new(() => SqliteProbeStore.OpenExisting($"{run.Folder}/store.db"), new ManualTimeProvider());

    public ReportRun Run => run;

    /// <param name="address">Such as <c>documents?run=1&amp;page=2</c>.</param>
    public async Task<ViewerAnswer> AskAsync(string address)
    {
        var (name, query) = address.Split('?') is [var first, var second] ? (first, second) : (address, "");
        return await _viewer.AnswerAsync(
            name,
            query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1])),
            default);
    }

    public async Task<string> PageAsync(string address)
    {
        var answer = await AskAsync(address);
        Assert.Equal(200, answer.Status);
        return answer.Body;
    }

    /// <summary>A run with nothing but documents, as one that has just begun.</summary>
    public long Begin(params RunDocument[] documents)
    {
        var begun = run.Store.BeginRun(run.Settings, "0.0-test", new ManualTimeProvider().GetUtcNow());
        run.Store.AddDocuments(begun, [.. documents.Select(document => (document, (string?)null))]);
        return begun;
    }

    public void Dispose()
    {
        _viewer.Dispose();
        run.Dispose();
    }
}
