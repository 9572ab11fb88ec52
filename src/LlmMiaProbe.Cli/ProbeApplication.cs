using System.CommandLine;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;

namespace LlmMiaProbe.Cli;

/// <summary>The program: parses a command line, runs its command and turns every outcome into an exit code.</summary>
internal sealed class ProbeApplication(Terminal terminal, TimeProvider time, Func<CommandLineSettings, string?, SettingsSources> sources)
{
    public static ProbeApplication OfProcess(string[] args) =>
        new(Terminal.OfProcess(quiet: args.Contains("--quiet")), TimeProvider.System, SettingsSources.OfProcess);

    public async Task<int> RunAsync(string[] args)
    {
        using var interruption = Interruption.Listen(terminal);
        try
        {
            var root = RootCommands.Create(new CommandContext(terminal, time, sources));
            var parsed = root.Parse(args);
            if (parsed.Errors.Count > 0)
            {
                foreach (var error in parsed.Errors)
                {
                    terminal.WriteError($"error: {error.Message}");
                }

                terminal.WriteError($"'mia-probe {parsed.CommandResult.Command.Name} --help' shows what is allowed.".Replace("mia-probe mia-probe", "mia-probe", StringComparison.Ordinal));
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
            terminal.WriteError(failure.Message);
            return failure.ExitCode;
        }
    }
}
