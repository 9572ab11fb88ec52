using LlmMiaProbe.Hosted;

namespace LlmMiaProbe.Cli.Console;

/// <summary>How a command that ended with an exception ends the process.</summary>
/// <param name="ExitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="Message">What goes to standard error; may have several lines.</param>
internal sealed record CommandFailure(int ExitCode, string Message)
{
    /// <param name="exception">What ended the command.</param>
    /// <param name="interruptedCode">The code for a cancelled command: <see cref="ExitCodes.Interrupted"/> or <see cref="ExitCodes.Terminated"/>.</param>
    public static CommandFailure From(Exception exception, int interruptedCode = ExitCodes.Interrupted)
    {
        var failure = Of(exception, interruptedCode);
        // Whatever the library that threw it put into its message.
        return failure with { Message = EndpointSecrets.Scrub(failure.Message) };
    }

    private static CommandFailure Of(Exception exception, int interruptedCode) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Of(only, interruptedCode),
        InterruptedRunException => new(interruptedCode, exception.Message),
        OperationCanceledException => new(interruptedCode, "interrupted"),
        ConfigurationException { Problems: var problems } => new(
            ExitCodes.Usage, string.Join('\n', problems.Select(problem => "error: " + SafeText.OneLine(problem)))),
        ProbeException => new(ExitCodes.Prerequisite, "error: " + SafeText.OneLine(exception.Message)),
        IOException or UnauthorizedAccessException => new(
            ExitCodes.Prerequisite,
            $"error: the system reports '{SafeText.OneLine(exception.Message.TrimEnd('.'))}'; "
            + "check free space and permissions, then run the command again (what is stored is kept)"),
        _ => new(ExitCodes.Bug, $"error: this is a bug in mia-probe; please report it together with all of the following text.\n{exception}"),
    };
}
