using System.CommandLine;
using System.CommandLine.Parsing;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>The argument that names a run.</summary>
internal static class RunArgument
{
    /// <summary>What the new run is called.</summary>
    public static Option<string?> Name { get; } = new("--name") { Description = "name of the run, for later commands; unique in its store", HelpName = "name" };

    public static Argument<RunReference> Required() => Required("run", "number or name of the run, as 'mia-probe runs list' shows it");

    public static Argument<RunReference> Required(string name, string description) => new(name) { Description = description, CustomParser = Parse };

    public static Argument<RunReference?> Optional(string description) => new("run")
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => result.Tokens.Count == 0 ? null : Parse(result),
    };

    public static Argument<RunReference[]> Several(string description, bool required = false) => new("run")
    {
        Description = description,
        Arity = required ? ArgumentArity.OneOrMore : ArgumentArity.ZeroOrMore,
        CustomParser = result => [.. result.Tokens.Select(token => Parse(result, token.Value))],
    };

    /// <summary>The option that names an earlier run.</summary>
    public static Option<RunReference?> Earlier(string description) =>
        new("--compare") { Description = description, HelpName = "run", CustomParser = result => Parse(result) };

    private static RunReference Parse(ArgumentResult result) => Parse(result, result.Tokens[0].Value);

    private static RunReference Parse(ArgumentResult result, string text)
    {
        var run = new RunReference(text);
        if (!run.IsValid)
        {
            result.AddError($"'{text}' is neither the number nor the name of a run; 'mia-probe runs list' shows all");
        }

        return run;
    }
}
