using System.Runtime.InteropServices;

namespace LlmMiaProbe.Cli.Console;

/// <summary>
/// Turns Ctrl+C and SIGTERM into a cancelled token, so that the batch under way is finished and everything is kept.
/// A Ctrl+C after that ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly Lock _lock = new();
    private readonly Action<int> _exit;
    private readonly Action<string> _note;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int? _exitCode;

    /// <param name="exit">Ends the process with a code.</param>
    /// <param name="note">Tells the user a line.</param>
    public Interruption(Action<int> exit, Action<string> note) => (_exit, _note) = (exit, note);

    public CancellationToken Token => _source.Token;

    /// <summary>130 or 143 once the process was asked to end, after the first request; else null.</summary>
    public int? ExitCode
    {
        get
        {
            lock (_lock)
            {
                return _exitCode;
            }
        }
    }

    /// <summary>Listens to the signals of this process until disposed.</summary>
    public static Interruption Listen(Terminal terminal)
    {
        var interruption = new Interruption(
            code =>
            {
                terminal.EndLive();
                Environment.Exit(code);
            },
            terminal.WriteNote);
        interruption.Register(PosixSignal.SIGINT, interruption.OnInterrupt);
        interruption.Register(PosixSignal.SIGTERM, interruption.OnTerminate);
        return interruption;
    }

    /// <summary>Ctrl+C was pressed.</summary>
    public void OnInterrupt()
    {
        if (!Request(ExitCodes.Interrupted))
        {
            _exit(ExitCodes.Interrupted);
        }
    }

    /// <summary>SIGTERM arrived. Only the first request counts; who cannot wait sends SIGKILL.</summary>
    public void OnTerminate() => Request(ExitCodes.Terminated);

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _source.Dispose();
    }

    private bool Request(int exitCode)
    {
        lock (_lock)
        {
            if (_exitCode is not null)
            {
                return false;
            }

            _exitCode = exitCode;
        }

        _note("stopping after this batch; everything scored so far is kept (Ctrl+C ends at once)");
        _source.Cancel();
        return true;
    }

    private void Register(PosixSignal signal, Action handle) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            handle();
        }));
}
