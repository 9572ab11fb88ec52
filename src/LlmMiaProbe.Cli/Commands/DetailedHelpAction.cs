using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>
/// The help of a command: usage and examples, the options that most people need and where the others are; with <c>all</c>
/// behind it every setting that it takes, by group, and its explanations.
/// </summary>
internal sealed class DetailedHelpAction(HelpAction help) : SynchronousCommandLineAction
{
    // With fewer settings than these there is nothing to shorten.
    private const int FewSettings = 14;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var (command, output) = (parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        var settings = command.Options.Where(option => SettingOptions.SettingOf(option) is not null).ToList();
        var isShort = !AsksForAll(parseResult);
        output.Write(UsageOf(parseResult, settings, out var code));
        if (command is RootCommand)
        {
            CommandGroups.Write(command, output, help.MaxWidth);
            return code;
        }

        var shown = isShort && settings.Count > FewSettings ? settings.Where(IsBasic).ToList() : settings;
        SettingBlocks.Write(shown, output, help.MaxWidth);
        if (command is DetailedCommand detailed)
        {
            WriteParagraph(output, detailed.Examples);
            if (!isShort)
            {
                WriteParagraph(output, detailed.Explanation);
            }
        }

        if (isShort && More(command, settings.Count - shown.Count) is { } more)
        {
            output.WriteLine(more);
        }

        return code;
    }

    private static string? More(Command command, int hidden)
    {
        string?[] kinds = [hidden > 0 ? $"{hidden} more options" : null, command is DetailedCommand { Explanation.Length: > 0 } ? "explanations" : null];
        return kinds.OfType<string>().ToList() is { Count: > 0 } more
            ? $"For {string.Join(" and ", more)}:\n  {UsageErrors.PathOf(command)} --help {All}"
            : null;
    }

    private const string All = "all";

    // The word may also have been taken for an argument of the command.
    private static bool AsksForAll(ParseResult parsed) =>
        parsed.Tokens is [.., var asks, { Value: All }]
        && parsed.RootCommandResult.Command.Options.OfType<HelpOption>().Any(option => option.Name == asks.Value || option.Aliases.Contains(asks.Value));

    private static bool IsBasic(Option option) => SettingOptions.SettingOf(option) is { IsBasic: true };

    private static void WriteParagraph(TextWriter output, string text)
    {
        if (text.Length > 0)
        {
            output.WriteLine(text);
            output.WriteLine();
        }
    }

    // Settings are hidden only for so long: completion leaves hidden options out.
    private string UsageOf(ParseResult parsed, IReadOnlyList<Option> settings, out int code)
    {
        using var text = new StringWriter();
        var invocation = parsed.InvocationConfiguration;
        var output = invocation.Output;
        try
        {
            invocation.Output = text;
            Hide(settings, isHidden: true);
            code = help.Invoke(parsed);
        }
        finally
        {
            invocation.Output = output;
            Hide(settings, isHidden: false);
        }

        var usage = text.ToString();
        return parsed.CommandResult.Command is RootCommand ? usage[..usage.IndexOf("Commands:", StringComparison.Ordinal)] : usage;
    }

    private static void Hide(IReadOnlyList<Option> options, bool isHidden)
    {
        foreach (var option in options)
        {
            option.Hidden = isHidden;
        }
    }
}
