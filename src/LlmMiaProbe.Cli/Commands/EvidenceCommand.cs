using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>evidence export|import</c>: per-token numbers behind every score.</summary>
internal static class EvidenceCommand
{
    private const string All = "all";
    private const string Plain = "plain";

    public static Command Create(CommandContext context)
    {
        var run = RunArgument.Required();
        var variant = new Option<string>("--variant")
        {
            Description = "text variant to write, such as plain or lowercase, or all", HelpName = "name", DefaultValueFactory = _ => Plain,
        };
        var export = new DetailedCommand(
            "export",
            "Write the token scores of a run to standard output.",
            """
            One JSON object a line per document and model: document, model (role and
            fingerprint), variant, unscoredFirstToken, and arrays of equal length: tokens,
            logProb, rank, top1, top1LogProb, entropy, variance (unit: nats) and pieces
            (what the tokens spell; 'evidence import' reads these lines again). Of a chat
            record they are of the scored tokens alone, and mask says what of the text that
            is (kind and bytes of each part: t template, c given, s scored).

            With --format parquet -o FILE the lists are columns, and pieces are left out.

            Examples:
              mia-probe evidence export 3 > evidence.jsonl
              mia-probe evidence export 3 --format parquet -o evidence.parquet
            """) { run, variant, ExportFormat.Option, ExportFormat.OutOption, ExportFormat.RedactIds };
        SettingOptions.AddTo(export, SettingGroup.Output.Only(nameof(StoreSection.Path)));
        export.SetAction(parsed =>
        {
            using var store = CommandContext.ReadStore(context.Settings(parsed));
            var record = ExportFormat.RequireScoredRun(store, parsed.GetValue(run));
            store.RequireEvidence(record);
            if (record.Settings.Extraction is not null)
            {
                throw new ConfigurationException($"Run {record.Id} measured extraction; 'mia-probe runs export' writes what it found in each window.");
            }

            var wanted = parsed.GetValue(variant) ?? Plain;
            if (wanted != All && Gathered(record) is var names && !names.Contains(wanted))
            {
                throw new ConfigurationException(
                    $"--variant: run {record.Id} gathered no '{wanted}' evidence; it has {string.Join(", ", names.Append(All))}.");
            }

            var shown = parsed.GetValue(ExportFormat.RedactIds) ? PseudonymStore.Over(store, [record.Id]) : store;
            var chosen = wanted == All ? null : wanted;
            ExportFormat.Write(
                parsed,
                parsed.GetValue(ExportFormat.Option),
                context.Terminal.Output,
                output => EvidenceExport.Write(shown, record.Id, chosen, output),
                output => EvidenceExport.WriteParquet(shown, record.Id, chosen, output));
            return ExitCodes.Done;
        });
        return new Command("evidence", "Export the per-token evidence behind scores, or import what was computed elsewhere.")
        {
            export,
            EvidenceImportCommand.Create(context),
        };
    }

    private static List<string> Gathered(RunRecord run) =>
    [
        .. RunRequests.Of(run.Settings).ByModel
            .SelectMany(model => model.Requests)
            .Select(request => request.Name[(request.Name.IndexOf('/', StringComparison.Ordinal) + 1)..])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];
}
