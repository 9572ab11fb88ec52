using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Gates;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>The options of commands whose result can be held against gates.</summary>
internal static class GateOptions
{
    public static Option<RunReference?> Earlier { get; } = RunArgument.Earlier("an earlier run to compare with, for delta gates");

    private static readonly Option<string?> s_junit = File("--junit", "write the gates as JUnit XML, a test case each");

    private static readonly Option<string?> s_sarif = File("--sarif", "write the failed gates as SARIF 2.1.0");

    private static readonly Option<string?> s_markdown = File("--markdown", "write a summary in Markdown, for a pull request");

    /// <summary>The measures, for the help of commands.</summary>
    public static string Measures { get; } = string.Join('\n', GateMeasure.All.Select(measure => $"  {measure.Form}\n      {measure.Meaning}"));

    public static void AddTo(Command command, bool canCompare = true)
    {
        SettingOptions.AddTo(command, SettingGroup.Gates);
        foreach (var option in canCompare ? [Earlier, s_junit, s_sarif, s_markdown] : new Option[] { s_junit, s_sarif, s_markdown })
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="ConfigurationException">A gate cannot be read, or a file has nothing to hold.</exception>
    public static GateSession Session(CommandContext context, ProbeSettings settings, ParseResult parsed)
    {
        var gates = settings.Gates.FailIf.Select(Gate.Parse).Distinct().ToList();
        var (junit, sarif) = (parsed.GetValue(s_junit), parsed.GetValue(s_sarif));
        if (gates.Count == 0 && (junit ?? sarif) is not null)
        {
            throw new ConfigurationException(
                $"{(junit is null ? s_sarif : s_junit).Name} reports on gates, and none was given: add --fail-if, such as --fail-if 'failed > 0'.");
        }

        return new GateSession(context, gates, Of(parsed, Earlier), [
            .. Target(CiFormat.JUnit, junit), .. Target(CiFormat.Sarif, sarif), .. Target(CiFormat.Markdown, parsed.GetValue(s_markdown)),
        ]);
    }

    private static IEnumerable<(CiFormat Format, string Path)> Target(CiFormat format, string? path) => path is null ? [] : [(format, path)];

    // A command may not have the option.
    private static RunReference? Of(ParseResult parsed, Option<RunReference?> option) => parsed.GetResult(option) is null ? null : parsed.GetValue(option);

    private static Option<string?> File(string name, string description) => new(name) { Description = description, HelpName = "file" };
}
