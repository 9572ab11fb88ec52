using Microsoft.Extensions.Logging;

namespace LlmMiaProbe.Cli.Console;

/// <summary>
/// Logs to standard error: warnings and errors always, information and debug messages with <c>--verbose</c>, traces (which may
/// quote documents) never.
/// </summary>
internal sealed class StderrLogger(Terminal terminal, bool verbose) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) =>
        logLevel != LogLevel.None && logLevel >= (verbose ? LogLevel.Debug : LogLevel.Warning);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var cause = exception is null ? "" : verbose ? "\n" + exception : ": " + exception.Message;
        terminal.WriteError($"{Word(logLevel)}: {formatter(state, exception)}{cause}");
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        _ => "error",
    };
}
