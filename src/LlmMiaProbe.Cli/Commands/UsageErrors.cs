using System.CommandLine;
using System.CommandLine.Parsing;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>What is wrong with a command line, one sentence each: what was found and what is expected there.</summary>
internal static class UsageErrors
{
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unmatched = parsed.UnmatchedTokens;
        var unknownOptions = SwallowedOptions(parsed).Concat(unmatched.Where(IsOption)).Distinct(StringComparer.Ordinal).ToList();
        if (unknownOptions.Count > 0)
        {
            return [.. unknownOptions.Select(token => UnknownOption(token, parsed))];
        }

        if (unmatched.Count > 0)
        {
            return command.Subcommands.Count > 0
                ? [UnknownCommand(unmatched[0], command)]
                : [.. unmatched.Select(token => $"'{token}' is not expected here; {SeeHelp(command)}")];
        }

        return [.. parsed.Errors.Select(error => Explain(error, command)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Such as <c>mia-probe runs show</c>.</summary>
    public static string PathOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent
        ? $"{PathOf(parent)} {command.Name}"
        : "mia-probe";

    private static string SeeHelp(Command command) => $"'{PathOf(command)} --help' shows what is";

    // An option or argument that takes several values would take a mistyped option for one of them. Behind "--" nothing is an option.
    private static IEnumerable<string> SwallowedOptions(ParseResult parsed) =>
        parsed.CommandResult.Children
            .SelectMany(child => child is OptionResult
                || (child is ArgumentResult && !parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)) ? child.Tokens : [])
            .Select(token => token.Value).Where(IsOption);

    private static bool IsOption(string token) => token.StartsWith("--", StringComparison.Ordinal) && token.Length > 2;

    private static string UnknownOption(string token, ParseResult parsed)
    {
        var name = token.Split('=', ':')[0];
        var command = parsed.CommandResult.Command;
        var known = command.Options.Concat(parsed.RootCommandResult.Command.Options.Where(option => option.Recursive)).Select(option => option.Name).ToList();
        if (known.Contains(name, StringComparer.Ordinal))
        {
            return $"option {name} stands where a value is expected; give the value first";
        }

        return NearestName.Find(name, known) is { } nearest
            ? $"unknown option '{name}'; did you mean '{nearest}'?"
            : $"unknown option '{name}'; '{PathOf(command)} --help' shows all";
    }

    /// <summary>That a command has no such one, and which is meant.</summary>
    public static string UnknownCommand(string token, Command command)
    {
        var names = command.Subcommands.Select(subcommand => subcommand.Name).ToList();
        return NearestName.Find(token, names) is { } nearest
            ? $"unknown command '{token}'; did you mean '{PathOf(command)} {nearest}'?"
            : $"unknown command '{token}'; the commands of '{PathOf(command)}' are {string.Join(", ", names)}";
    }

    private static string Explain(ParseError error, Command command) => error.SymbolResult switch
    {
        OptionResult { IdentifierTokenCount: 0, Option: { Required: true } missing } =>
            $"'{PathOf(command)}' needs {missing.Name} <{missing.HelpName}>: {missing.Description}",
        OptionResult { Tokens.Count: 0 } option when !option.Errors.Any() || option.Option.Arity.MinimumNumberOfValues > 0 =>
            $"option {option.Option.Name} has no value; expected {SettingOptions.Expected(option.Option)}",
        OptionResult { IdentifierTokenCount: > 1 } option when option.Option.Arity.MaximumNumberOfValues <= 1 =>
            $"option {option.Option.Name} is given {option.IdentifierTokenCount} times; keep one",
        OptionResult => error.Message,
        _ when command.Subcommands.Count > 0 =>
            $"'{PathOf(command)}' needs a command: {string.Join(", ", command.Subcommands.Select(subcommand => subcommand.Name))}",
        ArgumentResult { Tokens.Count: > 0 } => error.Message,
        _ when command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0) is { } argument =>
            $"'{PathOf(command)}' needs <{argument.Name}>: {argument.Description}",
        _ => error.Message,
    };
}
