using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Gates;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>runs gate</c>: holds gates against a stored run.</summary>
internal static class GateCommand
{
    public static Command Create(CommandContext context)
    {
        var run = RunArgument.Required();
        var command = new DetailedCommand(
            "gate",
            "Hold gates against a stored run; exit code 5 if one fails. The same options work while a run is made.",
            $$"""
            A gate is MEASURE RELATION NUMBER, with the relations >, >=, <, <=; it fails
            where that holds. Measures:
            {{GateOptions.Measures}}

            After auc, tpr, delta.auc and delta.coverage, .low or .high tests an end of the
            95% interval: auc.low(ez-mia) > 0.6 fails only if all of it lies above. An
            attack takes its parameters along, as in auc(min-k(k=0.1)), where several were
            scored. delta measures need --compare RUN, the run of the last model.

            A gate that cannot be tested, as where nothing is labelled, counts as failed. So
            does one on coverage that an endpoint shows only between bounds, unless it holds
            at both ends or at neither.
            Failed gates go to standard error, a sentence each. Exit code 5 outweighs 4.

            Examples:
              mia-probe runs gate 3 --fail-if 'auc.low(ez-mia) > 0.6' --fail-if 'failed > 0'
              mia-probe runs gate 3 --compare 2 --fail-if 'delta.auc.low(ez-mia) > 0'
              mia-probe runs gate 3 --fail-if 'tpr(loss, 0.01) > 0.1' --junit gates.xml
            """) { run };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(StoreSection.Path), nameof(OutputSection.Format), nameof(OutputSection.Quiet)));
        GateOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            var gates = GateOptions.Session(context, settings, parsed);
            if (gates.IsIdle)
            {
                throw new ConfigurationException("No gate was given: add --fail-if, such as --fail-if 'failed > 0', or --markdown FILE for a summary.");
            }

            using var store = CommandContext.ReadStore(settings);
            var tested = parsed.GetValue(run).In(store);
            gates.RequireStored(store, tested, []);
            var code = gates.Test(gates.Subject(store, tested), ExitCodes.Done, out var outcomes);
            if (settings.Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(OutputText.Of(GateOutput.Of(outcomes)));
            }
            else
            {
                Write(context.Terminal.Output, outcomes);
            }

            return code;
        });
        return command;
    }

    private static void Write(TextWriter output, IReadOnlyList<GateOutcome> outcomes)
    {
        var table = Tables.Of(false, true, true, false).Add("fail if", "value", "95% interval", "gate");
        foreach (var outcome in outcomes)
        {
            table.Add(
                outcome.Gate.ToString(),
                outcome.Value is { } value ? Figures.Score(value) : "–",
                outcome.Interval is { } interval ? $"{Figures.Score(interval.Low)} – {Figures.Score(interval.High)}" : "–",
                outcome.Verdict switch { GateVerdict.Passed => "passed", GateVerdict.Failed => "failed", _ => "not tested, counts as failed" });
        }

        table.Write(output);
    }
}
