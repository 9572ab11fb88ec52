using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>The help of a command, below it the settings that it takes, and its details.</summary>
internal sealed class DetailedHelpAction(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var (command, output) = (parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        var code = InvokeWithout([.. command.Options.Where(option => SettingOptions.SettingOf(option) is not null)], parseResult);
        SettingBlocks.Write(command, output, help.MaxWidth);
        if (command is DetailedCommand detailed)
        {
            output.WriteLine(detailed.Details);
        }

        return code;
    }

    // Hidden only for so long: completion leaves hidden options out.
    private int InvokeWithout(IReadOnlyList<Option> settings, ParseResult parseResult)
    {
        Hide(settings, isHidden: true);
        try
        {
            return help.Invoke(parseResult);
        }
        finally
        {
            Hide(settings, isHidden: false);
        }
    }

    private static void Hide(IReadOnlyList<Option> options, bool isHidden)
    {
        foreach (var option in options)
        {
            option.Hidden = isHidden;
        }
    }
}
