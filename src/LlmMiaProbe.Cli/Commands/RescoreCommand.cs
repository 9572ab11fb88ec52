using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>rescore</c>: attacks and evaluation again from the store.</summary>
internal static class RescoreCommand
{
    public static Command Create(CommandContext context)
    {
        var run = new Argument<long>("run") { Description = "id of the run" };
        var command = new Command("rescore", "Compute attacks and evaluation again from stored evidence. Needs neither models nor corpus files.") { run };
        SettingOptions.AddTo(command, SettingKey.Attacks, SettingKey.StorePath, SettingKey.Format, SettingKey.Quiet);
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            using var store = CommandContext.OpenStore(settings);
            var attacks = settings.Run.Attacks;
            new RunAnalysis(store).Analyze(parsed.GetValue(run), attacks.Count == 0 ? null : attacks);
            return new ProbeSession(context, settings).Show(store, parsed.GetValue(run));
        });
        return command;
    }
}
