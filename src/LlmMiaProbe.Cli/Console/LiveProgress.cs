using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmMiaProbe.Cli.Console;

/// <summary>
/// Spectre's progress for callers that report how far they are and do not hand over their work. It is drawn on the thread that
/// reports, never on one of its own, which could outlive an exception; where it ends, nothing of it is left on the screen.
/// </summary>
internal sealed class LiveProgress : IDisposable
{
    private readonly TaskCompletionSource _end = new();
    private readonly Task _display;
    private readonly ProgressContext _context;
    private readonly ProgressTask _task;
    private ProgressCounts _counts = new("", 0, 0);
    private string _words = "";

    /// <param name="console">A terminal that understands ANSI sequences.</param>
    public LiveProgress(IAnsiConsole console)
    {
        // The figures come first: with a longer bar they would take two lines of a narrow terminal.
        var bar = new ProgressBarColumn { Width = Math.Max(4, (console.Profile.Width - 40) / 4) };
        ProgressContext? context = null;
        _display = new Progress(console) { AutoRefresh = false, AutoClear = true, ExcludeVerticalPadding = true }
            .Columns(
                new Column((_, _) => new Text(_counts.Phase), keepsWhole: true),
                new Column((options, task) => _counts.Total > 0 ? bar.Render(options, task, TimeSpan.Zero) : Text.Empty),
                new Column((_, _) => new Text(_words)))
            .StartAsync(started =>
            {
                context = started;
                return _end.Task;
            });
        _context = context ?? throw new InvalidOperationException("The progress could not be shown.", _display.Exception);
        _task = _context.AddTask("work");

        // Spectre hides the cursor, and a process that is killed could not bring it back.
        console.Cursor.Show();
    }

    public void Show(ProgressCounts counts, TimeSpan elapsed)
    {
        (_counts, _words) = (counts, ProgressText.Figures(counts, elapsed, isFinished: false));
        (_task.MaxValue, _task.Value) = (counts.Total, counts.Done);
        _context.Refresh();
    }

    public void Dispose()
    {
        _end.SetResult();
        _display.GetAwaiter().GetResult();
    }

    private sealed class Column(Func<RenderOptions, ProgressTask, IRenderable> render, bool keepsWhole = false) : ProgressColumn
    {
        protected override bool NoWrap => keepsWhole;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => render(options, task);
    }
}
