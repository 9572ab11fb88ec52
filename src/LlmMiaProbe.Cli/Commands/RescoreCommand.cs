using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>rescore</c>: attacks and evaluation again from the store.</summary>
internal static class RescoreCommand
{
    public static Command Create(CommandContext context)
    {
        var run = RunArgument.Required();
        var command = new DetailedCommand(
            "rescore",
            "Compute attacks and evaluation again from stored evidence. Needs neither models nor corpus files.",
            """
            Examples:
              mia-probe rescore 3
              mia-probe rescore 3 --attacks 'min-k(k=0.1),min-k(k=0.3)'
            """) { run };
        SettingOptions.AddTo(command, SettingKey.Attacks, SettingKey.StorePath, SettingKey.Format, SettingKey.Quiet);
        GateOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            var gates = GateOptions.Session(context, settings, parsed);
            using var store = CommandContext.OpenExistingStore(settings);
            var attacks = settings.Run.Attacks;
            gates.RequireStored(store, parsed.GetValue(run), attacks);
            if (store.FindRun(parsed.GetValue(run))?.Settings.Extraction is not null)
            {
                new ExtractionAnalysis(store).Analyze(parsed.GetValue(run));
            }
            else
            {
                new RunAnalysis(store).Analyze(parsed.GetValue(run), attacks.Count == 0 ? null : attacks);
            }

            return new ProbeSession(context, settings, gates).Show(store, parsed.GetValue(run));
        });
        return command;
    }
}
