using System.CommandLine;
using System.CommandLine.Completions;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;

namespace LlmMiaProbe.Cli;

/// <summary>The program: parses a command line, runs its command and turns every outcome into an exit code.</summary>
internal sealed class ProbeApplication(Terminal terminal, TimeProvider time, Func<CommandLineSettings, string?, SettingsSources> sources)
{
    public static ProbeApplication OfProcess() => new(Terminal.OfProcess(), TimeProvider.System, SettingsSources.OfProcess);

    /// <param name="args">The words after the program's name; none ask for help.</param>
    public async Task<int> RunAsync(params IReadOnlyList<string> args)
    {
        using var interruption = Interruption.Listen(terminal);
        try
        {
            var root = RootCommands.Create(new CommandContext(terminal, time, sources));
            var parsed = root.Parse(args.Count == 0 ? ["--help"] : args);
            if (parsed.Action is not (DetailedHelpAction or VersionAction) && !IsCompletion(parsed) && UsageErrors.Of(parsed) is { Count: > 0 } errors)
            {
                foreach (var error in errors)
                {
                    terminal.WriteError($"error: {SafeText.OneLine(error)}");
                }

                return ExitCodes.Usage;
            }

            var invocation = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = terminal.Output,
                Error = TextWriter.Synchronized(new ErrorWriter(terminal)),
            };
            return await parsed.InvokeAsync(invocation, interruption.Token);
        }
        catch (Exception e)
        {
            var failure = CommandFailure.From(e, interruption.ExitCode ?? ExitCodes.Interrupted);
            terminal.EndLive();
            terminal.WriteError(RelativePaths.In(failure.Message));
            return failure.ExitCode;
        }
        finally
        {
            terminal.Finish();
        }
    }

    // What is completed is a command line in the making, and mistakes in it are not this one's.
    private static bool IsCompletion(ParseResult parsed) =>
        parsed.RootCommandResult.Command is RootCommand root
        && root.Directives.OfType<SuggestDirective>().Any(directive => parsed.GetResult(directive) is not null);
}
