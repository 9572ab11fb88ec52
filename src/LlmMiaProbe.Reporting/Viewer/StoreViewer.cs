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
    private const int MostKept = 6;

    private readonly Func<IBrowsedStore> _open;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _rooms = new(MostStores);
    private readonly SemaphoreSlim _reporting = new(1);
    private readonly Stack<IBrowsedStore> _idle = [];
    private readonly SealWatch _seals;
    private readonly AdvanceWatch _advances = new();
    private readonly List<(string Key, string Page)> _kept = [];

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
                "compare" => await CompareAsync(scene, Require(scene, query, "earlier"), Require(scene, query, "later"), cancellationToken),
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

    private async Task<ViewerAnswer> RunAsync(ViewerScene scene, RunRecord run, CancellationToken cancellationToken) => run.Status != RunStatus.Finished
        ? Live(scene, run)
        : ViewerAnswer.Html(
            await KeptAsync(KeyOf(scene, run), () => RunReportPage.Write(scene, run), cancellationToken),
            policy: $"{HtmlReport.Policy()}; frame-ancestors 'none'");

    private async Task<ViewerAnswer> CompareAsync(ViewerScene scene, RunRecord earlier, RunRecord later, CancellationToken cancellationToken) =>
        ViewerAnswer.Html(await KeptAsync(
            $"{KeyOf(scene, earlier)} | {KeyOf(scene, later)}", () => ComparePage.Write(scene, earlier.Id, later.Id), cancellationToken));

    // What is made of whole runs stays as it is until a run is judged anew, named or noted on.
    private static string KeyOf(ViewerScene scene, RunRecord run) =>
        $"{run.Id} {run.Status} {run.Name} {run.Note} {ContentHash.Of(scene.Store.FindEvaluation(run.Id) ?? "")}";

    /// <summary>Makes a page that reads whole runs, one at a time, or takes it from the last ones that were made.</summary>
    private async Task<string> KeptAsync(string key, Func<string> make, CancellationToken cancellationToken)
    {
        await _reporting.WaitAsync(cancellationToken);
        try
        {
            var known = _kept.FindIndex(page => page.Key == key);
            var page = known >= 0 ? _kept[known].Page : make();
            if (known >= 0)
            {
                _kept.RemoveAt(known);
            }

            _kept.Add((key, page));
            if (_kept.Count > MostKept)
            {
                _kept.RemoveAt(0);
            }

            return page;
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
