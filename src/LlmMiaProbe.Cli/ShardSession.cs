using System.Globalization;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli;

/// <summary>Makes plans, works on their tasks and shows how far they are.</summary>
internal sealed class ShardSession(CommandContext context, ProbeSettings settings)
{
    private const string Merged = "merged.db";

    public async Task<int> PlanAsync(RunSettings run, int tasks, string folder, CancellationToken cancellationToken)
    {
        ShardFolder.RequireNew(folder);
        run = context.Recognise(run, settings);
        using var store = File.Exists(settings.StorePath) ? CommandContext.ReadStore(settings) : null;
        using var line = new ProgressLine(context.Terminal, context.Time);
        var models = context.Models(settings, store, new ProgressReporter(line));
        var planner = new ShardPlanner(store, models, CommandContext.ToolVersion, new ProgressReporter(line)) { Timing = Timing(models, run) };
        var plan = await planner.PlanAsync(run, tasks, cancellationToken);
        line.Finish();
        var path = Path.GetFullPath(folder);
        var files = plan.Models.ToDictionary(BatchScript.NameOf, model => BatchScript.Of(plan, model, path, OwnProcess.Words));
        files.Add(JobManifest.Name, JobManifest.Of(plan, path));
        ShardFolder.Create(folder, plan, files);
        var output = new ShardPlanOutput(
            path,
            plan.Seal,
            plan.Parts.Count,
            plan.Documents,
            [
                .. plan.Models.Select(model => new ShardModelOutput(
                    model.Role, model.Name, model.Fingerprint, model.Tokens, model.Produced, model.MemoryBytes, model.Seconds / plan.Parts.Count,
                    BatchScript.NameOf(model))),
            ],
            Merge(path),
            Finish(path, plan));
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(OutputText.Of(output));
        }
        else
        {
            new ShardPlanView(context.Terminal).Write(output);
        }

        return ExitCodes.Done;
    }

    /// <param name="folder">With the plan.</param>
    /// <param name="index">Of the task.</param>
    /// <param name="role">Of the model; null for each in turn.</param>
    /// <param name="scratch">Where the store is written first; null for its place.</param>
    /// <param name="cancellationToken">Stops after the text under way.</param>
    public async Task<int> RunAsync(ShardFolder folder, long index, string? role, string? scratch, CancellationToken cancellationToken)
    {
        var plan = folder.Plan;
        plan.Require(index);
        foreach (var model in role is null ? plan.Models : [plan.Require(role)])
        {
            if (folder.Done(index, model.Role) is { } done)
            {
                Say(done, "was done before");
                continue;
            }

            using var line = new ProgressLine(context.Terminal, context.Time);
            var worker = new ShardWorker(folder, CommandContext.ToolVersion, context.Time, new ProgressReporter(line))
            {
                Scratch = scratch is null ? null : Path.GetFullPath(scratch),
                Models = store => context.Models(settings, store, new ProgressReporter(line)),
                Note = context.Terminal.WriteNote,
            };
            try
            {
                done = await worker.WorkAsync(index, model, RestartCount(), cancellationToken);
                line.Finish();
                Say(done, "is done");
            }
            catch (OperationCanceledException e)
            {
                line.Finish();
                throw new InterruptedRunException(
                    $"task {index} ({model.Role}) was stopped; all answers so far are kept, and the same command goes on", e);
            }
        }

        return ExitCodes.Done;
    }

    public int Status(ShardFolder folder)
    {
        var plan = folder.Plan;
        var output = new ShardStatusOutput(
            folder.Path, plan.Parts.Count, [.. plan.Models.Select(model => ShardProgress.Of(folder, model))], Merge(folder.Path), Finish(folder.Path, plan));
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(OutputText.Of(output));
        }
        else
        {
            new ShardStatusView(context.Terminal).Write(output);
        }

        return output.Models.All(model => model.Done == output.Tasks) ? ExitCodes.Done : ExitCodes.Prerequisite;
    }

    private void Say(ShardDone done, string how) => context.Terminal.Output.WriteLine(
        $"task {done.Index} ({done.Role}) {how}: {Figures.Count(done.Texts, "text")}, {Figures.Count(done.Cached)} cached, "
        + $"{Figures.Count(done.Failed)} failed, {Figures.Count(done.Tokens, "token")} in {Figures.Duration(done.Seconds)}");

    /// <summary>How often Slurm began the task before; null where Slurm does not count.</summary>
    private static int? RestartCount() => Environment.GetEnvironmentVariable("SLURM_ARRAY_TASK_ID") is null ? null
        : int.TryParse(Environment.GetEnvironmentVariable("SLURM_RESTART_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count
        : 0;

    private static string Merge(string folder) =>
        $"mia-probe store merge {ShellText.Quote(Path.Combine(folder, Merged))} {ShellText.Quote(Path.Combine(folder, "shards"))}/*.db";

    private static string Finish(string folder, ShardPlan plan) =>
        $"{RunCommandLine.Of(plan.ReadSettings())} --no-decode --store {ShellText.Quote(Path.Combine(folder, Merged))}";

    /// <summary>A model for which there is no room here may have room where the tasks run; it is not timed.</summary>
    private TimeProvider? Timing(ModelProvider models, RunSettings run)
    {
        try
        {
            models.Require(run);
            return context.Time;
        }
        catch (PrerequisiteException e)
        {
            models.Require(run, loads: false);
            context.Terminal.WriteNote($"Nothing was timed: {e.Message}");
            return null;
        }
    }
}
