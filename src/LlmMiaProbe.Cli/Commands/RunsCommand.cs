using System.CommandLine;
using System.Globalization;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>runs list|show|export|gate|compare|name|note|delete</c>.</summary>
internal static class RunsCommand
{
    public static Command Create(CommandContext context) => new("runs", "List, show, export, compare, test, name and delete stored runs.")
    {
        CreateList(context),
        CreateShow(context),
        CreateExport(context),
        CompareCommand.Create(context),
        GateCommand.Create(context),
        CreateName(context),
        CreateNote(context),
        CreateDelete(context),
    };

    private static DetailedCommand CreateList(CommandContext context)
    {
        var command = new DetailedCommand(
            "list",
            "List the runs of a store, oldest first.",
            """
            Examples:
              mia-probe runs list
              mia-probe runs list --store other.db --output json
            """);
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(StoreSection.Path), nameof(OutputSection.Format)));
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            using var store = CommandContext.ReadStore(settings);
            if (settings.Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(OutputText.Of(ListedRunOutput.Of(store.ListRuns())));
                return ExitCodes.Done;
            }

            var runs = store.ListRuns();
            var table = Tables.Of(true, false, false, false, true, true, true, false);
            table.Add(
                "run",
                "kind",
                "started (UTC)",
                "status",
                "documents",
                "scored",
                "failed",
                runs.Any(run => Remark(run).Length > 0) ? "models, name and note" : "models");
            foreach (var run in runs)
            {
                table.Add(
                    Figures.Count(run.Id),
                    ListedRunOutput.KindOf(run),
                    run.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                    ListedRunOutput.StatusOf(run),
                    Figures.Count(run.Counts.Documents),
                    Figures.Count(run.Counts.Scored),
                    Figures.Count(run.Counts.Failed),
                    string.Join(
                        " against ",
                        run.Models
                            .Where(m => !m.Role.IsShadow)
                            .OrderByDescending(m => m.Role.Name, StringComparer.Ordinal)
                            .Select(m => m.Model.Name)) + (run.Settings.Shadows.Count == 0
                                ? ""
                                : $" with {Figures.Count(run.Settings.Shadows.Count, "shadow model")}") + Remark(run));
            }

            table.Write(context.Terminal.Output);
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Remark(RunRecord run) => string.Concat(
        run.Name is null ? "" : $" · {Names.Of(run.Name)}",
        run.Parent is { } parent ? $" · from run {Figures.Count(parent)}" : "",
        run.Note is { Length: > 0 } note ? $" · {Names.Of(note)}" : "");

    private static DetailedCommand CreateShow(CommandContext context)
    {
        var run = RunArgument.Required();
        var command = new DetailedCommand(
            "show",
            "Print the result of a run again.",
            """
            Examples:
              mia-probe runs show 3
              mia-probe runs show 'tuned v2' --output json
            """) { run };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(StoreSection.Path), nameof(OutputSection.Format)));
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            using var store = CommandContext.ReadStore(settings);
            new ProbeSession(context, settings).Show(store, parsed.GetValue(run).In(store));
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
            begins with =, +, -, @, white space before one of these, a tab or a carriage
            return) gets an apostrophe in front.

            With --format parquet -o FILE the same columns with their types, for pandas,
            Polars or DuckDB.

            Examples:
              mia-probe runs export 3 > scores.jsonl
              mia-probe runs export 3 --format csv > scores.csv
              mia-probe runs export 3 --format parquet -o scores.parquet
            """) { run, ExportFormat.Tabular, ExportFormat.OutOption, ExportFormat.RedactIds };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(StoreSection.Path)));
        command.SetAction(parsed =>
        {
            using var store = CommandContext.ReadStore(context.Settings(parsed));
            var asked = parsed.GetValue(ExportFormat.Tabular);
            var format = ExportFormat.Of(asked);
            var record = ExportFormat.RequireScoredRun(store, parsed.GetValue(run));
            var shown = parsed.GetValue(ExportFormat.RedactIds) ? PseudonymStore.Over(store, [record.Id]) : store;
            var isExtraction = record.Settings.Extraction is not null;
            ExportFormat.Write(
                parsed,
                asked,
                context.Terminal.Output,
                isExtraction ? output => ExtractionExport.Write(shown, record, output, format) : output => ScoreExport.Write(shown, record.Id, output, format),
                isExtraction ? output => ExtractionExport.WriteParquet(shown, record, output) : output => ScoreExport.WriteParquet(shown, record.Id, output));

            return ExitCodes.Done;
        });
        return command;
    }

    private static DetailedCommand CreateName(CommandContext context)
    {
        var run = RunArgument.Required();
        var name = new Argument<string?>("name") { Description = "a letter, then letters, digits, '.', '-' or '_'", Arity = ArgumentArity.ZeroOrOne };
        var none = new Option<bool>("--none") { Description = "take its name away" };
        var command = new DetailedCommand(
            "name",
            "Name a run, so that other commands find it by that name.",
            """
            Examples:
              mia-probe runs name 3 before-dedup
              mia-probe runs compare before-dedup after-dedup
              mia-probe runs name before-dedup --none
            """) { run, name, none };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(StoreSection.Path)));
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(name);
            if (given is null != parsed.GetValue(none))
            {
                throw new ConfigurationException("runs name: give the run a name, or --none to take its name away.");
            }

            using var store = CommandContext.OpenExistingStore(context.Settings(parsed));
            store.NameRun(parsed.GetValue(run).In(store), given);
            return ExitCodes.Done;
        });
        return command;
    }

    private static DetailedCommand CreateNote(CommandContext context)
    {
        var run = RunArgument.Required();
        var note = new Argument<string>("text") { Description = "what 'runs list' shows beside the run; an empty text takes it away" };
        var command = new DetailedCommand(
            "note",
            "Note something about a run.",
            """
            Example:
              mia-probe runs note 3 'hold-out of March, see ticket 12'
            """) { run, note };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(StoreSection.Path)));
        command.SetAction(parsed =>
        {
            using var store = CommandContext.OpenExistingStore(context.Settings(parsed));
            var id = store.RequireListed(parsed.GetValue(run).In(store)).Id;
            store.SetRunNote(id, parsed.GetValue(note) is { Length: > 0 } text ? text : null);
            return ExitCodes.Done;
        });
        return command;
    }

    private static DetailedCommand CreateDelete(CommandContext context)
    {
        var runs = RunArgument.Several("numbers or names of the runs", required: true);
        var command = new DetailedCommand(
            "delete",
            "Take runs out of the store: their documents, scores and results.",
            """
            Numbers of deleted runs are not given again. Token scores, texts and the log of
            attempts are shared by all runs and stay, so the same command again decodes
            nothing. There is no way back.

            Example:
              mia-probe runs delete 3 trial
            """) { runs };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(StoreSection.Path)));
        command.SetAction(parsed =>
        {
            using var store = CommandContext.OpenExistingStore(context.Settings(parsed));
            List<long> ids = [.. (parsed.GetValue(runs) ?? []).Select(run => store.RequireListed(run.In(store)).Id).Distinct()];
            ids.ForEach(store.DeleteRun);
            context.Terminal.WriteNote($"Deleted {(ids.Count == 1 ? "run" : "runs")} {string.Join(", ", ids)}.");
            return ExitCodes.Done;
        });
        return command;
    }
}
