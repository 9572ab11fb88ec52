using System.CommandLine;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>help COMMAND</c>: the same as <c>COMMAND --help</c>.</summary>
internal static class HelpCommand
{
    public static Command Create()
    {
        var words = new Argument<string[]>("command")
        {
            Description = "a command, such as run or corpus check; with all behind it everything about it",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new DetailedCommand(
            "help",
            "Explain a command.",
            """
            Examples:
              mia-probe help run
              mia-probe help run all
              mia-probe help corpus check
            """) { words };
        command.SetAction((parsed, cancellationToken) =>
        {
            var root = parsed.RootCommandResult.Command;
            string[] named = parsed.GetValue(words) ?? [];
            var path = named.TakeWhile((word, i) => CommandAt(root, named.Take(i + 1)) is not null).ToList();
            return named.Skip(path.Count).ToList() is { Count: > 0 } rest && (rest is not ["all"] || path.Count == 0)
                ? throw new ConfigurationException(UsageErrors.UnknownCommand(rest[0], CommandAt(root, path) ?? root))
                : root.Parse([.. path, "--help", .. named.Skip(path.Count)]).InvokeAsync(parsed.InvocationConfiguration, cancellationToken);
        });
        return command;
    }

    private static Command? CommandAt(Command root, IEnumerable<string> names) => names.Aggregate<string, Command?>(
        root, (command, name) => command?.Subcommands.FirstOrDefault(subcommand => subcommand.Name == name || subcommand.Aliases.Contains(name)));
}
