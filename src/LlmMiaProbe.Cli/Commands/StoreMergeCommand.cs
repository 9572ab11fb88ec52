using System.CommandLine;
using System.Globalization;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Files;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>store merge</c>.</summary>
internal static class StoreMergeCommand
{
    public static DetailedCommand Create(CommandContext context)
    {
        var store = new Argument<string>("out") { Description = "the store to merge into; made if there is none" };
        var shards = new Argument<string[]>("shard")
        {
            Description = "stores to take evidence from: files, folders of *.db, patterns such as 'shards/*.db'", Arity = ArgumentArity.OneOrMore,
        };
        var command = new DetailedCommand(
            "merge",
            "Take the evidence and attempts of other stores into one.",
            """
            Shards make evidence, and one ordinary run over the merged store makes the
            result: token scores, failures, attempts, vocabularies and models at endpoints
            are taken by what they are (fingerprints, keys, digests); runs are not. Each row
            is held against what it was when it was kept. To repeat a merge changes nothing,
            and after an interruption it goes on; a file that was merged is not read again.

            An answer takes the place of "no answer" and of a failure. Another content under
            the same key is taken from nobody: each shard and key is named, and the exit
            code is 5. A shard that cannot be read (cut, damaged, of another version, still
            being written) is named, the others are merged, and the exit code is 3; what was
            taken of it before stays and does no harm. The shards are not changed, but for a
            log beside one (*.db-wal) that a killed task left, which is folded back.

            Examples:
              mia-probe store merge all.db shards/
              mia-probe store merge all.db 'plan/shards/*.db' --output json
            """) { store, shards };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(OutputSection.Format)));
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () => Run(context, context.Settings(parsed), parsed.GetValue(store) ?? "", parsed.GetValue(shards) ?? [], cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(CommandContext context, ProbeSettings settings, string path, string[] named, CancellationToken cancellationToken)
    {
        List<string> shards = [.. named.SelectMany(shard => FilesOfPattern.Find(shard, "*.db")).DistinctBy(OutsideFile.FinalPath)];
        if (shards.Find(shard => OutsideFile.FinalPath(shard) == OutsideFile.FinalPath(path)) is { } same)
        {
            throw new ConfigurationException($"{same} is the store {path} that shards are to be merged into: leave it out of the shards.");
        }

        using var store = SqliteProbeStore.Open(path);
        var (merged, began, isJson) = (new List<ShardMerge>(), context.Time.GetTimestamp(), settings.Output.Format == OutputFormat.Json);
        store.Merge(shards, context.Time.GetUtcNow(), Show, cancellationToken);

        var seconds = context.Time.GetElapsedTime(began).TotalSeconds;
        if (isJson)
        {
            context.Terminal.Output.WriteLine(OutputText.Of(new StoreMergeOutput(path, [.. merged.Select(ToOutput)], merged.Sum(one => one.Rows), seconds)));
        }
        else
        {
            PrintTotal(context, path, merged, seconds);
        }

        return Outcome(context, path, merged);

        void Show(ShardMerge shard)
        {
            merged.Add(shard);
            if (!isJson)
            {
                Print(context, shard);
            }
        }
    }

    private static int Outcome(CommandContext context, string path, List<ShardMerge> merged)
    {
        foreach (var shard in merged.Where(shard => shard.Failure is not null))
        {
            context.Terminal.WriteError($"error: {shard.Failure}");
        }

        var conflicts = merged.Sum(shard => shard.Conflicts);
        foreach (var text in merged.SelectMany(shard => shard.ConflictTexts).Take(20))
        {
            context.Terminal.WriteError($"conflict: {text}");
        }

        if (conflicts > 0)
        {
            context.Terminal.WriteError(
                $"error: {Figures.Count(conflicts, "row")} of the shards say something else than {path} under the same key, and were not taken: "
                + "one of the two was made by other weights or another program, or was altered; find out which before you rely on either");
            return ExitCodes.GateFailed;
        }

        return merged.Exists(shard => shard.Failure is not null) ? ExitCodes.Prerequisite : ExitCodes.Done;
    }

    private static void Print(CommandContext context, ShardMerge shard)
    {
        var parts = new List<string>();
        if (shard.WasMerged)
        {
            parts.Add("merged before");
        }
        else
        {
            parts.Add($"{Figures.Count(shard.Added, "row")} new");
            parts.Add($"{Figures.Count(shard.Known)} there already");
            AddCount(parts, shard.Replaced, "replaced");
            AddCount(parts, shard.LeftOut, "left out, since a run was computed without");
            AddCount(parts, shard.Conflicts, "in conflict");
        }

        if (shard.Failure is not null)
        {
            parts.Add("not read to its end");
        }

        context.Terminal.Output.WriteLine($"{shard.Shard}: {string.Join(", ", parts)}");
    }

    private static void AddCount(List<string> parts, long count, string what)
    {
        if (count > 0)
        {
            parts.Add($"{Figures.Count(count)} {what}");
        }
    }

    private static void PrintTotal(CommandContext context, string path, List<ShardMerge> merged, double seconds)
    {
        var rows = merged.Sum(shard => shard.Rows);
        var rate = seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $" in {seconds:0.0} s, {rows / seconds:#,0} rows/s") : "";
        new LabelledLines(context.Terminal).WriteLine(
            "merged",
            $"{Figures.Count(merged.Count, "shard")} into {path}: {Figures.Count(merged.Sum(shard => shard.Added), "row")} new of "
            + $"{Figures.Count(rows)} read{rate}");
    }

    private static MergedShardOutput ToOutput(ShardMerge shard) => new(
        shard.Shard,
        shard.Place?.Plan,
        shard.Place?.Part,
        shard.Place?.Restart,
        shard.WasMerged,
        shard.Added,
        shard.Known,
        shard.Replaced,
        shard.LeftOut,
        shard.Conflicts,
        shard.ConflictTexts,
        shard.Failure);
}
