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
        var run = new Argument<long>("run") { Description = "id of the run" };
        var variant = new Option<string>("--variant") { Description = "text variant to write: plain, lowercase, or all", DefaultValueFactory = _ => "plain" };
        variant.AcceptOnlyFromAmong("plain", "lowercase", "all");
        var export = new Command("export", "Write token scores to standard output, one JSON object per document and model: document, model (role, fingerprint), variant, unscoredFirstToken, and the arrays tokens, logProb, rank, top1, top1LogProb, entropy, variance (nats).") { run, variant, ExportFormat.Option };
        SettingOptions.AddTo(export, SettingKey.StorePath);
        export.SetAction(parsed =>
        {
            using var store = CommandContext.ReadStore(context.Settings(parsed));
            ExportFormat.RequireRun(store, parsed.GetValue(run));
            EvidenceExport.Write(store, parsed.GetValue(run), parsed.GetValue(variant) is "all" or null ? null : parsed.GetValue(variant), context.Terminal.Output);
            return ExitCodes.Done;
        });
        return new Command("evidence", "Export the per-token evidence behind scores.") { export };
    }
}
