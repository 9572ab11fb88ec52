using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>resume</c>: goes on with a run under its stored settings.</summary>
internal static class ResumeCommand
{
    public static Command Create(CommandContext context)
    {
        var run = new Argument<long?>("run") { Description = "id of the run; the latest unfinished one if left out", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("resume", "Go on with an interrupted run. Uses the settings stored with it; what is scored is not scored again.") { run };
        SettingOptions.AddTo(command, SettingKey.StorePath, SettingKey.NativeDirectory, SettingKey.Format, SettingKey.Quiet, SettingKey.Verbose);
        command.SetAction((parsed, cancellationToken) =>
            new ProbeSession(context, context.Settings(parsed)).ResumeAsync(parsed.GetValue(run), cancellationToken));
        return command;
    }
}
