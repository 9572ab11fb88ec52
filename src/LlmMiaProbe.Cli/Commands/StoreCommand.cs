using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>store check|merge|purge</c>.</summary>
internal static class StoreCommand
{
    public static Command Create(CommandContext context) => new("store", "Check a store, merge stores, and take texts out of one.")
    {
        CreateCheck(context),
        StoreMergeCommand.Create(context),
        CreatePurge(context),
    };

    private static DetailedCommand CreateCheck(CommandContext context)
    {
        var command = new DetailedCommand(
            "check",
            "Hold everything in a store against what it was when it was written.",
            """
            Reads every row: texts against their SHA-256 and lengths, token scores against
            the key, model and checksum that they were kept with, attempts against the chain
            in which they are numbered, finished runs against their seals (settings, models,
            documents, labels, links, scores, evaluation). One line for each problem; the
            exit code is 5 if there is any.

            What it cannot see: somebody who writes rows and hashes anew, with the same
            rules, or takes a run and the end of the chain away. Against that there are
            signed bundles ('export --evidence --sign'), time stamps, and 'replay', which
            runs the model again. Names, notes and counts of requests are not held either.

            Example:
              mia-probe store check --store probe.db
            """);
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(StoreSection.Path), nameof(OutputSection.Format)));
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            using var store = CommandContext.ReadStore(settings);
            var found = store.Check();
            var output = new StoreCheckOutput(
                settings.StorePath,
                found.Runs,
                found.Documents,
                found.Evidence,
                found.Attempts,
                found.Purged,
                [.. store.ReadSegments().Select(segment => new SegmentOutput(segment.Id, segment.Links, segment.Head))],
                found.Problems);
            if (settings.Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(OutputText.Of(output));
            }
            else
            {
                Print(context, output);
            }

            if (output.Problems.Count == 0)
            {
                return ExitCodes.Done;
            }

            context.Terminal.WriteError(
                $"error: {settings.StorePath} is not as it was written ({Figures.Count(output.Problems.Count, "problem")}): "
                + "restore it from a copy, and do not rely on what is named here");
            return ExitCodes.GateFailed;
        });
        return command;
    }

    private static DetailedCommand CreatePurge(CommandContext context)
    {
        var texts = new Option<bool>("--texts") { Description = "all texts, prompts, produced texts and token ids" };
        var documents = new Option<string[]>("--document")
        {
            Description = "only what belongs to the document with this id, in all runs; may be given several times", HelpName = "id",
        };
        var command = new DetailedCommand(
            "purge",
            "Take texts, prompts, produced texts and token ids out of a store for good.",
            """
            Hashes, scores, results and the chain of attempts stay: it can still be said
            what was scored and with what outcome. What needs the text or the token scores
            again is no longer possible for what was purged: rescore, report of texts,
            replay, a bundle's check of scores. The file is written anew without the
            deleted rows; its copies, its backups and what a disk keeps of old blocks are
            not in its reach. A short or known text can be guessed and its hash compared.
            There is no way back.

            Ids of documents, paths and notes stay; so does a text that another document's
            prompt quotes. Takes as long, and as much free space, as a copy of the store.

            Examples:
              mia-probe store purge --texts
              mia-probe store purge --document ticket-0042
            """) { texts, documents };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(StoreSection.Path), nameof(OutputSection.Format)));
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            var (all, ids) = (parsed.GetValue(texts), parsed.GetValue(documents) ?? []);
            if (all == ids.Length > 0)
            {
                throw new ConfigurationException("store purge needs either --texts, for all texts, or --document ID, for those of a document.");
            }

            using var store = CommandContext.OpenExistingStore(settings);
            var purged = (all ? new string?[] { null } : ids).Select(id => store.Purge(id, CommandContext.ToolVersion, context.Time.GetUtcNow())).ToList();
            var output = new StorePurgeOutput(
                settings.StorePath,
                purged.Sum(one => one.Documents),
                purged.Sum(one => one.Texts),
                purged.Sum(one => one.Evidence),
                purged.Sum(one => one.Attempts),
                [.. purged.SelectMany(one => one.Runs).Distinct().Order()]);
            if (settings.Output.Format == OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(OutputText.Of(output));
                return ExitCodes.Done;
            }

            var lines = new LabelledLines(context.Terminal);
            lines.WriteLine(
                "purged",
                $"{Figures.Count(output.Texts, "text")}, {Figures.Count(output.Evidence, "token score vector")} and "
                + $"{Figures.Count(output.Attempts, "attempt")} of {Figures.Count(output.Documents, "document")}");
            if (output.Runs.Count > 0)
            {
                lines.WriteLine(
                    "runs",
                    $"{string.Join(", ", output.Runs)}: scores and results stay; they can no longer be computed anew from this store");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(CommandContext context, StoreCheckOutput output)
    {
        foreach (var problem in output.Problems)
        {
            context.Terminal.Output.WriteLine(problem);
        }

        var lines = new LabelledLines(context.Terminal);
        lines.WriteLine(
            "checked",
            $"{Figures.Count(output.Runs, "run")}, {Figures.Count(output.Documents, "document")}, {Figures.Count(output.Evidence, "token score vector")}, "
            + $"{Figures.Count(output.Attempts, "attempt")}{(output.Purged > 0 ? $"; {Figures.Count(output.Purged)} of these purged" : "")}");
        foreach (var segment in output.Segments)
        {
            lines.WriteLine("chain", $"segment {segment.Segment}, {Figures.Count(segment.Links, "link")}, head {segment.Head}");
        }

        lines.WriteLine("problems", output.Problems.Count == 0 ? "none" : Figures.Count(output.Problems.Count));
    }
}
