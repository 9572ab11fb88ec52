using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>rescore</c>: a new run with attacks and evaluation from the evidence of another.</summary>
internal static class RescoreCommand
{
    public static Command Create(CommandContext context)
    {
        var run = RunArgument.Required();
        var command = new DetailedCommand(
            "rescore",
            "Compute attacks and evaluation again from stored evidence, as a new run. Needs neither models nor corpus files.",
            """
            The run that it names stays as it is; the new one names it as its parent. What
            counts as the headline was fixed when the evidence was gathered, and stays.

            Examples:
              mia-probe rescore 3
              mia-probe rescore 3 --attacks 'min-k(k=0.1),min-k(k=0.3)' --name two-ks
            """) { run };
        SettingOptions.AddTo(
            command,
            SettingGroup.Statistics.Only(nameof(RunSection.Attacks)),
            SettingGroup.Output.Only(nameof(StoreSection.Path), nameof(OutputSection.Format), nameof(OutputSection.Quiet)));
        GateOptions.AddTo(command);
        command.Options.Add(RunArgument.Name);
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            var gates = GateOptions.Session(context, settings, parsed);
            using var store = CommandContext.OpenExistingStore(settings);
            var (parent, attacks, name) = (parsed.GetValue(run).In(store), settings.Run.Attacks, parsed.GetValue(RunArgument.Name));
            gates.RequireStored(store, parent, attacks);
            if (name is not null)
            {
                store.RequireFreeName(name);
            }

            var made = store.FindRun(parent)?.Settings.Extraction is not null
                ? new ExtractionAnalysis(store).Again(parent, CommandContext.ToolVersion, context.Time.GetUtcNow())
                : new RunAnalysis(store).Rescore(parent, attacks.Count == 0 ? null : attacks, CommandContext.ToolVersion, context.Time.GetUtcNow());
            if (name is not null)
            {
                store.NameRun(made, name);
            }

            return new ProbeSession(context, settings, gates).Show(store, made);
        });
        return command;
    }
}
