namespace LlmMiaProbe.Cli.Console;

/// <summary>
/// Shows progress on standard error: on a terminal a bar, redrawn at most ten times a second; elsewhere a line at the start of a
/// phase, then at most one every five seconds. Either way a line at its end stays. Silent if the user asked for quiet.
/// Safe for concurrent use.
/// </summary>
internal sealed class ProgressLine(Terminal terminal, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RedrawingInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private ProgressCounts? _last;
    private long _began;
    private long _shown;

    public void Report(ProgressCounts counts)
    {
        if (terminal.IsQuiet)
        {
            return;
        }

        lock (_lock)
        {
            if (_last?.Phase != counts.Phase)
            {
                EndPhase();
                _began = time.GetTimestamp();
                Show(counts);
            }
            else if (time.GetElapsedTime(_shown) >= (terminal.Traits.ErrorIsTerminal ? RedrawingInterval : PlainInterval))
            {
                Show(counts);
            }

            _last = counts;
        }
    }

    /// <summary>Ends the phase under way with its last counts, whether or not it is complete.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            EndPhase();
        }
    }

    public void Dispose() => Finish();

    private void EndPhase()
    {
        if (_last is null)
        {
            return;
        }

        terminal.EndLive();
        terminal.WriteNote(ProgressText.Write(_last, time.GetElapsedTime(_began), isFinished: true));
        _last = null;
    }

    private void Show(ProgressCounts counts)
    {
        _shown = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_began);
        if (terminal.Traits.ErrorIsTerminal)
        {
            terminal.ShowLive(counts, elapsed);
        }
        else
        {
            terminal.WriteNote(ProgressText.Write(counts, elapsed, isFinished: false));
        }
    }
}
