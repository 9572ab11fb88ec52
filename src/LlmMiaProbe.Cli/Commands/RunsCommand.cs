using System.CommandLine;
using System.Globalization;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>runs list|show|export|gate|compare</c>.</summary>
internal static class RunsCommand
{
    public static Command Create(CommandContext context) => new("runs", "List, show, export, compare and test stored runs.")
    {
        CreateList(context),
        CreateShow(context),
        CreateExport(context),
        CompareCommand.Create(context),
        GateCommand.Create(context),
    };

    private static Command CreateList(CommandContext context)
    {
        var command = new Command("list", "List the runs of a store, oldest first.");
        SettingOptions.AddTo(command, SettingKey.StorePath, SettingKey.Format);
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            using var store = CommandContext.ReadStore(settings);
            if (settings.Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(RunListJson.Of(store.ListRuns()).ToJsonString(RunResultJson.Indented));
                return ExitCodes.Done;
            }

            var table = Tables.Of(true, false, false, false, true, true, true, false);
            table.Add("run", "kind", "started (UTC)", "status", "documents", "scored", "failed", "models");
            foreach (var run in store.ListRuns())
            {
                table.Add(
                    Figures.Count(run.Id),
                    RunListJson.Kind(run),
                    run.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                    RunListJson.Status(run),
                    Figures.Count(run.Counts.Documents),
                    Figures.Count(run.Counts.Scored),
                    Figures.Count(run.Counts.Failed),
                    string.Join(" against ", run.Models.Where(m => !m.Role.IsShadow).OrderByDescending(m => m.Role.Name, StringComparer.Ordinal).Select(m => m.Model.Name)) + (run.Settings.Shadows.Count == 0 ? "" : $" with {Figures.Count(run.Settings.Shadows.Count, "shadow model")}"));
            }

            table.Write(context.Terminal.Output);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateShow(CommandContext context)
    {
        var run = RunArgument.Required();
        var command = new Command("show", "Print the result of a run again.") { run };
        SettingOptions.AddTo(command, SettingKey.StorePath, SettingKey.Format);
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            using var store = CommandContext.ReadStore(settings);
            new ProbeSession(context, settings).Show(store, parsed.GetValue(run));
            return ExitCodes.Done;
        });
        return command;
    }

    private static DetailedCommand CreateExport(CommandContext context)
    {
        var run = RunArgument.Required();
        var command = new DetailedCommand(
            "export",
            "Write the scores or windows of a run to standard output.",
            """
            One JSON object a line per document and attack: document, label, attack, score
            (null if there is none), status (scored, not-applicable, failed), reason,
            headline (whether the attack counts), pValue, adjustedPValue and discovery (null
            for documents that are not tested). A higher score is more member-like.

            Of an extraction run, one object a line per window and model: document, start,
            suffixStart, suffixEnd (characters), model, logPz (nats; null where the suffix
            cannot be drawn), schemes, shuffledLogPz, greedy, extractionStrength,
            exactMemorization, rankBits and queries (draws for .5, .9 and .99).

            With --format csv the same properties are columns, named in the first line;
            schemes and queries become columns such as schemes.greedy and queries.0.5, and
            null is an empty field. Text that a spreadsheet would take for a formula (it
            begins with =, +, -, @, a tab or a carriage return) gets an apostrophe in front.

            Examples:
              mia-probe runs export 3 > scores.jsonl
              mia-probe runs export 3 --format csv > scores.csv
            """) { run, ExportFormat.Tabular };
        SettingOptions.AddTo(command, SettingKey.StorePath);
        command.SetAction(parsed =>
        {
            using var store = CommandContext.ReadStore(context.Settings(parsed));
            var format = ExportFormat.Of(parsed.GetValue(ExportFormat.Tabular));
            var record = ExportFormat.RequireScoredRun(store, parsed.GetValue(run));
            if (record.Settings.Extraction is not null)
            {
                ExtractionExport.Write(store, record, context.Terminal.Output, format);
            }
            else
            {
                ScoreExport.Write(store, record.Id, context.Terminal.Output, format);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
