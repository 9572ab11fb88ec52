using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>The argument that names a run.</summary>
internal static class RunArgument
{
    public static Argument<long> Required() => Required("run", "number of the run, as 'mia-probe runs list' shows it");

    public static Argument<long> Required(string name, string description) => new(name) { Description = description, CustomParser = Parse };

    public static Argument<long?> Optional(string description) => new("run")
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => result.Tokens.Count == 0 ? null : Parse(result),
    };

    public static Argument<long[]> Several(string description) => new("run")
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = result => [.. result.Tokens.Select(token => Parse(result, token.Value))],
    };

    /// <summary>The option that names an earlier run.</summary>
    public static Option<long?> Earlier(string description) => new("--compare") { Description = description, HelpName = "run", CustomParser = result => Parse(result) };

    private static long Parse(ArgumentResult result) => Parse(result, result.Tokens[0].Value);

    /// <summary>The number of a run; adds an error to the result if it is none.</summary>
    public static long Parse(ArgumentResult result, string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var run) && run > 0)
        {
            return run;
        }

        result.AddError($"'{text}' is not the number of a run; 'mia-probe runs list' shows all");
        return 0;
    }
}
