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

    /// <param name="run">What is cut.</param>
    /// <param name="cut">Into what.</param>
    /// <param name="folder">New or empty.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    public async Task<int> PlanAsync(RunSettings run, ShardCut cut, string folder, CancellationToken cancellationToken)
    {
        ShardFolder.RequireNew(folder);
        run = context.Recognise(run, settings);
        if (cut is not { Order: null, Questions: null })
        {
            PlainChat.Tell(context, run);
        }

        using var store = File.Exists(settings.StorePath) ? CommandContext.ReadStore(settings) : null;
        using var line = new ProgressLine(context.Terminal, context.Time);
        var models = context.Models(settings, store, new ProgressReporter(line));
        var planner = new ShardPlanner(store, models, CommandContext.ToolVersion, new ProgressReporter(line)) { Timing = Timing(models, run) };
        var plan = await planner.PlanAsync(run, cut, cancellationToken);
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
                    BatchScript.NameOf(model),
                    [
                        .. ShardProgress.CommandsOf(
                            [.. Enumerable.Range(0, plan.Parts.Count)], plan.MaxArraySize, Path.Combine(path, BatchScript.NameOf(model))),
                    ])),
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

        if (cut.Questions?.Paraphraser is not null)
        {
            context.Terminal.WriteNote(
                "The other models are asked about what paraphraser writes: start its array first, and theirs with --dependency=aftercorr:JOB.");
        }

        return ExitCodes.Done;
    }

    /// <param name="folder">With the plan.</param>
    /// <param name="index">Of the task; null to calibrate.</param>
    /// <param name="role">Of the model; null for each in turn.</param>
    /// <param name="scratch">Where the store is written first; null for its place.</param>
    /// <param name="cancellationToken">Stops after the text under way.</param>
    public async Task<int> RunAsync(ShardFolder folder, long? index, string? role, string? scratch, CancellationToken cancellationToken)
    {
        var plan = folder.Plan;
        plan.PartOf(index ?? ShardFolder.Calibration);
        var (models, calibrations) = (new List<ShardTaskModelOutput>(), new List<ShardCalibrationOutput>());
        foreach (var model in role is null ? plan.Models : [plan.Require(role)])
        {
            var done = index is { } known ? folder.Done(known, model.Role) : null;
            if (done is not null && folder.IsIntact(done))
            {
                Say(done, wasDone: true);
                continue;
            }

            if (done is not null)
            {
                context.Terminal.WriteNote($"The store of task {index} ({model.Role}) is not as it was reported, so the task is done again.");
            }

            using var line = new ProgressLine(context.Terminal, context.Time);
            var worker = new ShardWorker(folder, CommandContext.ToolVersion, context.Time, new ProgressReporter(line))
            {
                Scratch = scratch is null ? null : Path.GetFullPath(scratch),
                Models = (store, stored) => context.Models(settings, store, new ProgressReporter(line), stored),
                Note = context.Terminal.WriteNote,
            };
            try
            {
                if (index is { } task)
                {
                    done = await worker.WorkAsync(task, model, RestartCount(), cancellationToken);
                    line.Finish();
                    Say(done, wasDone: false);
                }
                else
                {
                    await worker.CalibrateAsync(model, cancellationToken);
                    line.Finish();
                    calibrations.Add(ShardProgress.CalibrationOf(folder, model.Role)
                        ?? throw new InvalidOperationException("What was just reported is gone."));
                }
            }
            catch (OperationCanceledException e)
            {
                line.Finish();
                throw new InterruptedRunException(
                    $"{(index is null ? "the calibration" : $"task {index}")} ({model.Role}) was stopped; "
                    + "all answers so far are kept, and the same command goes on",
                    e);
            }
        }

        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(OutputText.Of(new ShardTaskOutput(plan.Seal, index, models, calibrations)));
        }
        else
        {
            calibrations.ForEach(calibration => context.Terminal.Output.WriteLine($"{calibration.Role}: {ShardStatusView.Sentence(calibration)}"));
        }

        return ExitCodes.Done;

        void Say(ShardDone done, bool wasDone)
        {
            models.Add(new ShardTaskModelOutput(
                done.Role, wasDone, done.Restart, done.Texts, done.Cached, done.Failed, done.Attempts, done.Tokens, done.Seconds, done.Policy));
            if (settings.Output.Format != OutputFormat.Json)
            {
                context.Terminal.Output.WriteLine(
                    $"task {done.Index} ({done.Role}) {(wasDone ? "was done before" : "is done")}: {Figures.Count(done.Texts, "text")}, "
                    + $"{Figures.Count(done.Cached)} cached, {Figures.Count(done.Failed)} failed, {Figures.Count(done.Tokens, "token")} in "
                    + Figures.Duration(done.Seconds));
            }
        }
    }

    /// <param name="folder">With the plan.</param>
    /// <param name="maxArraySize">In place of the plan's; null for that.</param>
    public int Status(ShardFolder folder, int? maxArraySize)
    {
        var plan = folder.Plan;
        var output = new ShardStatusOutput(
            folder.Path, plan.Parts.Count, [.. plan.Models.Select(model => ShardProgress.Of(folder, model, maxArraySize ?? plan.MaxArraySize))],
            Merge(folder.Path), Finish(folder.Path, plan));
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

    /// <summary>How often Slurm began the task before; null where Slurm does not count.</summary>
    private static int? RestartCount() => Environment.GetEnvironmentVariable("SLURM_ARRAY_TASK_ID") is null ? null
        : int.TryParse(Environment.GetEnvironmentVariable("SLURM_RESTART_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count
        : 0;

    private static string Merge(string folder) =>
        $"mia-probe store merge {ShellText.Quote(Path.Combine(folder, Merged))} {ShellText.Quote(Path.Combine(folder, "shards"))}/*.db";

    private static string Finish(string folder, ShardPlan plan) =>
        $"{CommandOf(plan)} --no-decode --store {ShellText.Quote(Path.Combine(folder, Merged))}";

    /// <summary>Made of what the plan holds: a plan may come from anybody, and its commands are copied.</summary>
    private static string CommandOf(ShardPlan plan)
    {
        var run = plan.ReadSettings() with { Task = plan.ReadSettings().Task is CommandTask ? new MembershipTask() : plan.ReadSettings().Task };
        return plan.Order is { } order ? ExchangeabilityCommand.CommandOf(run, order)
            : plan.Questions is { } questions ? string.Concat(
                $"mia-probe ask {ShellText.Quote(questions.Route)}",
                RunCommandLine.Models(run),
                RunCommandLine.Documents(run),
                RunCommandLine.Option("--paraphraser", questions.Paraphraser),
                string.Concat(questions.Typed().Select(typed => RunCommandLine.Option(typed.Option, typed.Value))),
                RunCommandLine.Option("--prompts", questions.PromptFolder),
                RunCommandLine.Engine(run))
            : RunCommandLine.Of(run);
    }

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
