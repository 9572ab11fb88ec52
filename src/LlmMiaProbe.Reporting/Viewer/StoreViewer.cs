using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Html;
using LlmMiaProbe.Reporting.Viewer.Pages;

namespace LlmMiaProbe.Reporting.Viewer;

/// <summary>
/// Answers what a reader asks of a store, page by page. Everything in a store may come from anywhere: it is shown as text and never as anything
/// else. Safe for concurrent use.
/// </summary>
public sealed class StoreViewer : IDisposable
{
    private const int MostStores = 4;
    private const int KeptReports = 4;

    private readonly Func<IBrowsedStore> _open;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _rooms = new(MostStores);
    private readonly SemaphoreSlim _reporting = new(1);
    private readonly Stack<IBrowsedStore> _idle = [];
    private readonly SealWatch _seals;
    private readonly AdvanceWatch _advances = new();
    private readonly List<(string Key, string Page)> _reports = [];

    /// <param name="open">Opens the store for reading; called again for what is done at once.</param>
    /// <param name="time">The clock.</param>
    public StoreViewer(Func<IBrowsedStore> open, TimeProvider time) => (_open, _time, _seals) = (open, time, new SealWatch(open));

    /// <summary>The viewer's style sheet.</summary>
    public static string Style { get; } = string.Concat(new[] { "base.css", "content.css", "viewer.css" }.Select(ReportAssets.Read));

    /// <summary>The viewer's only script.</summary>
    public static string Script { get; } = ReportAssets.Read("viewer.js");

    /// <param name="name">The last part of an address: empty for the list of runs.</param>
    /// <param name="query">What follows its question mark, each name once.</param>
    /// <param name="cancellationToken">Ends the wait for others.</param>
    public async Task<ViewerAnswer> AnswerAsync(string name, IReadOnlyDictionary<string, string> query, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case ViewerLinks.Style:
                return new ViewerAnswer(200, "text/css; charset=utf-8", ViewerAnswer.OwnPolicy, Style);
            case ViewerLinks.Script:
                return new ViewerAnswer(200, "text/javascript; charset=utf-8", ViewerAnswer.OwnPolicy, Script);
        }

        await _rooms.WaitAsync(cancellationToken);
        try
        {
            var store = Rent();
            try
            {
                var scene = new ViewerScene(store, new ServedLinks(), _time.GetUtcNow());
                return await AnswerAsync(scene, name, new ViewerQuery(query), cancellationToken);
            }
            finally
            {
                lock (_idle)
                {
                    _idle.Push(store);
                }
            }
        }
        finally
        {
            _rooms.Release();
        }
    }

    public void Dispose()
    {
        lock (_idle)
        {
            while (_idle.TryPop(out var store))
            {
                store.Dispose();
            }
        }

        _rooms.Dispose();
        _reporting.Dispose();
    }

    private IBrowsedStore Rent()
    {
        lock (_idle)
        {
            if (_idle.TryPop(out var store))
            {
                return store;
            }
        }

        return _open();
    }

    private async Task<ViewerAnswer> AnswerAsync(ViewerScene scene, string name, ViewerQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return name switch
            {
                "" => ViewerAnswer.Html(RunsPage.Write(scene, RunsPage.Read(query), query.Page)),
                "run" => await RunAsync(scene, Require(scene, query), cancellationToken),
                "documents" => Documents(scene, Require(scene, query), query),
                "document" => ViewerAnswer.Html(TextPage.Write(scene, query.Text("hash") ?? "")),
                "attempts" => ViewerAnswer.Html(AttemptsPage.Write(scene, Require(scene, query), query.Page, AttemptsPage.Length)),
                "compare" => ViewerAnswer.Html(ComparePage.Write(scene, Require(scene, query, "earlier").Id, Require(scene, query, "later").Id)),
                "trend" => ViewerAnswer.Html(TrendPage.Write(scene, TrendReading.Read(scene.Store, Require(scene, query), query))),
                "live" => Live(scene, Require(scene, query)),
                _ => ViewerAnswer.Html(ViewerShell.Message(scene, "Not found", "There is no such page."), 404),
            };
        }
        catch (ConfigurationException error)
        {
            return ViewerAnswer.Html(ViewerShell.Message(scene, "Nothing to show", error.Message), 404);
        }
        catch (ProbeException error)
        {
            return ViewerAnswer.Html(ViewerShell.Message(scene, "This cannot be shown", error.Message), 500);
        }
    }

    private async Task<ViewerAnswer> RunAsync(ViewerScene scene, RunRecord run, CancellationToken cancellationToken)
    {
        if (run.Status != RunStatus.Finished)
        {
            return Live(scene, run);
        }

        // A report reads the whole run; it stays as it is until the run is judged anew, named or noted on.
        var key = $"{run.Id} {run.Name} {run.Note} {ContentHash.Of(scene.Store.FindEvaluation(run.Id) ?? "")}";
        await _reporting.WaitAsync(cancellationToken);
        try
        {
            var known = _reports.FindIndex(report => report.Key == key);
            var page = known >= 0 ? _reports[known].Page : RunReportPage.Write(scene, run);
            if (known >= 0)
            {
                _reports.RemoveAt(known);
            }

            _reports.Add((key, page));
            if (_reports.Count > KeptReports)
            {
                _reports.RemoveAt(0);
            }

            return ViewerAnswer.Html(page, policy: $"{HtmlReport.Policy()}; frame-ancestors 'none'");
        }
        finally
        {
            _reporting.Release();
        }
    }

    private ViewerAnswer Documents(ViewerScene scene, RunRecord run, ViewerQuery query) => ViewerAnswer.Html(DocumentsPage.Write(
        scene, run, DocumentsPage.Read(scene.Store, query, run), query.Page, DocumentsPage.Length, _seals.Look(run)));

    private ViewerAnswer Live(ViewerScene scene, RunRecord run)
    {
        var advance = scene.Store.FindAdvance(run.Id);
        return ViewerAnswer.Html(LivePage.Write(
            scene, run, advance, run.Status == RunStatus.Running ? _advances.Look(run.Id, advance, scene.Now) : null));
    }

    private static RunRecord Require(ViewerScene scene, ViewerQuery query, string name = "run") =>
        scene.Store.RequireListed(query.Number(name) ?? throw new ConfigurationException("The address names no run: the list of runs has them all."));
}
