using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>evidence export</c>: per-token numbers behind every score.</summary>
internal static class EvidenceCommand
{
    public static Command Create(CommandContext context)
    {
        var run = RunArgument.Required();
        var variant = ChoiceOption.Create("--variant", "text variant to write", "plain", "lowercase", "all");
        var export = new DetailedCommand(
            "export",
            "Write the token scores of a run to standard output.",
            """
            One JSON object a line per document and model: document, model (role and
            fingerprint), variant, unscoredFirstToken, and arrays of equal length: tokens,
            logProb, rank, top1, top1LogProb, entropy and variance. Unit: nats.

            Example:
              mia-probe evidence export 3 > evidence.jsonl
            """) { run, variant, ExportFormat.Option };
        SettingOptions.AddTo(export, SettingGroup.Output.Only(nameof(StoreSection.Path)));
        export.SetAction(parsed =>
        {
            using var store = CommandContext.ReadStore(context.Settings(parsed));
            var record = ExportFormat.RequireScoredRun(store, parsed.GetValue(run));
            if (record.Settings.Extraction is not null)
            {
                throw new ConfigurationException($"Run {record.Id} measured extraction; 'mia-probe runs export' writes what it found in each window.");
            }

            EvidenceExport.Write(store, record.Id, parsed.GetValue(variant) is "all" or null ? null : parsed.GetValue(variant), context.Terminal.Output);
            return ExitCodes.Done;
        });
        return new Command("evidence", "Export the per-token evidence behind scores.") { export };
    }
}
