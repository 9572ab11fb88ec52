using System.Globalization;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Viewer.Pages;

namespace LlmMiaProbe.Reporting.Viewer;

/// <summary>
/// The viewer's pages as files in one folder, for a web server or an artifact store: the list of runs, each run with its documents and its
/// attempts, runs of one corpus compared with the one before, and their trend.
/// </summary>
public sealed class ViewerExport
{
    private readonly ViewerScene _scene;
    private readonly IReadOnlyList<RunRecord> _runs;
    private readonly Dictionary<long, (long Documents, long Attempts)> _sizes = [];
    private readonly Dictionary<string, Func<string>> _pages = new(StringComparer.Ordinal);
    private readonly Dictionary<long, long> _trends = [];

    /// <param name="store">Where the runs are.</param>
    /// <param name="now">The time.</param>
    public ViewerExport(IBrowsedStore store, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(store);
        _scene = new ViewerScene(store, new FileLinks(name => _pages.ContainsKey(name), run => _trends.TryGetValue(run, out var anchor) ? anchor : null), now);
        _runs = store.ListRuns();
        foreach (var run in _runs)
        {
            var advance = store.FindAdvance(run.Id);
            _sizes.Add(run.Id, (advance.Registered, advance.Attempts));
        }

        PlanLists();
        foreach (var run in _runs)
        {
            Plan(run);
        }

        PlanSeries();
    }

    /// <summary>Names of the files to come.</summary>
    public IReadOnlyCollection<string> Names => [.. _pages.Keys, ViewerLinks.Style];

    /// <summary>Makes one file after the other. A page that cannot be made says why, and so does the list that is returned.</summary>
    /// <param name="write">Takes the name and the content of a file.</param>
    /// <param name="cancellationToken">Ends it between two files.</param>
    /// <returns>A sentence for each page that could not be made.</returns>
    public IReadOnlyList<string> Write(Action<string, string> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        var problems = new List<string>();
        write(ViewerLinks.Style, StoreViewer.Style);
        foreach (var (name, page) in _pages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            write(name, Make(name, page, problems));
        }

        return problems;
    }

    private string Make(string name, Func<string> page, List<string> problems)
    {
        try
        {
            return page();
        }
        catch (ProbeException error)
        {
            problems.Add($"{name}: {error.Message}");
            return ViewerShell.Message(_scene, "Nothing to show", error.Message);
        }
    }

    private void PlanLists()
    {
        for (var page = 1L; page == 1 || (page - 1) * RunsPage.Length < _runs.Count; page++)
        {
            var number = page;
            _pages.Add(_scene.Links.Runs(new RunQuery(), page), () => RunsPage.Write(_scene, new RunQuery(), number));
        }
    }

    private void Plan(RunRecord run)
    {
        var size = _sizes[run.Id];
        _pages.Add(_scene.Links.Run(run.Id), () => run.Status == RunStatus.Finished
            ? RunReportPage.Write(_scene, run)
            : LivePage.Write(_scene, run, _scene.Store.FindAdvance(run.Id), null));
        for (var page = 1L; (page - 1) * DocumentsPage.FileLength < size.Documents; page++)
        {
            var number = page;
            _pages.Add(File("documents", run.Id, page), () => DocumentsPage.Write(
                _scene,
                run,
                DocumentsPage.Read(_scene.Store, new ViewerQuery(new Dictionary<string, string>()), run),
                number,
                DocumentsPage.FileLength,
                null));
        }

        for (var page = 1L; (page - 1) * DocumentsPage.FileLength < size.Attempts; page++)
        {
            var number = page;
            _pages.Add(File("attempts", run.Id, page), () => AttemptsPage.Write(_scene, run, number, DocumentsPage.FileLength));
        }
    }

    private void PlanSeries()
    {
        foreach (var run in _runs.Where(run => run.Status == RunStatus.Finished && run.Settings.Task is not CommandTask))
        {
            if (_trends.ContainsKey(run.Id) || TrendReading.RunsOf(_runs, run) is not { Count: > 1 } series)
            {
                continue;
            }

            var anchor = series[^1];
            foreach (var member in series)
            {
                _trends[member.Id] = anchor.Id;
            }

            _pages.Add($"trend-{Number(anchor.Id)}.html", () => TrendPage.Write(
                _scene, TrendReading.Read(_scene.Store, anchor, new ViewerQuery(new Dictionary<string, string>()))));
            foreach (var (earlier, later) in series.Zip(series.Skip(1)))
            {
                _pages.Add($"compare-{Number(earlier.Id)}-{Number(later.Id)}.html", () => ComparePage.Write(_scene, earlier.Id, later.Id));
            }
        }
    }

    private static string File(string name, long run, long page) => $"{name}-{Number(run)}-{Number(page)}.html";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
