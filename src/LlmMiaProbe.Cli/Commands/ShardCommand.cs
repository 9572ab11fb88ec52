using System.CommandLine;
using System.Globalization;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>shard plan|run|status</c>: the models of one run asked by many machines.</summary>
internal static class ShardCommand
{
    public static Command Create(CommandContext context) => new("shard", "Ask the models of one run on many machines, under Slurm or Kubernetes.")
    {
        CreatePlan(context),
        CreateRun(context),
        CreateStatus(context),
    };

    private static DetailedCommand CreatePlan(CommandContext context) => new(
        "plan",
        "Cut a run into tasks and write what schedulers start them by.",
        """
        Examples:
          mia-probe shard plan run --model m.gguf --corpus c.jsonl --tasks 64 -o plan
          mia-probe shard plan extract --model m.gguf --book b.txt --tasks 8 -o plan

        The options are those of the command that is cut. All checks that need the
        whole corpus are made here, and what it will cost is printed. The folder gets
        plan.json, a script for an array of Slurm for each model, and job.yaml for
        Kubernetes.
        """)
    {
        CreatePlanOf(context, "run", "Cut a run about membership into tasks.", RunCommand.AddSettings, settings => RunSettingsFactory.From(settings)),
        CreatePlanOf(
            context, "extract", "Cut an extraction into tasks.", ExtractCommand.AddSettings, settings => RunSettingsFactory.ForExtraction(settings)),
    };

    private static Command CreatePlanOf(
        CommandContext context, string name, string description, Action<Command> addSettings, Func<ProbeSettings, RunSettings> settingsOf)
    {
        var tasks = new Option<int>("--tasks")
        {
            Description = "tasks of about the same cost; 10 to 30 minutes each are best", HelpName = "number", Required = true,
        };
        var folder = new Option<string>("--out", "-o") { Description = "folder of the plan, new or empty", HelpName = "folder", Required = true };
        var command = new Command(name, description) { tasks, folder };
        addSettings(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            if (parsed.GetValue(tasks) is < 1 and var number)
            {
                throw new ConfigurationException($"--tasks {number}: expected a whole number of at least 1.");
            }

            if ((settings.Endpoint.ToTarget() ?? settings.Endpoint.ToReference()) is not null)
            {
                throw new ConfigurationException(
                    "shard plan is for GGUF files: an endpoint is shared by all who ask it, so one 'mia-probe run' with a larger --concurrency does the same.");
            }

            return new ShardSession(context, settings).PlanAsync(
                settingsOf(settings), parsed.GetValue(tasks), parsed.GetValue(folder) ?? "", cancellationToken);
        });
        return command;
    }

    private static DetailedCommand CreateRun(CommandContext context)
    {
        var plan = PlanArgument();
        var index = NumberOption.WholeOrNone("--index", "number of the task, from 0 [default: what Slurm or Kubernetes says]", 0);
        var role = new Option<string?>("--role") { Description = "ask this model only [default: each in turn]", HelpName = "role" };
        var scratch = new Option<string?>("--scratch")
        {
            Description = "folder of this machine where the store is written before it is moved to the plan",
            HelpName = "folder",
        };
        var command = new DetailedCommand(
            "run",
            "Work on one task of a plan: ask the models, keep their answers.",
            """
            Examples:
              mia-probe shard run plan --index 7
              mia-probe shard run plan --role target --scratch /tmp

            The number of the task is --index, else SLURM_ARRAY_TASK_ID plus RUN_OFFSET,
            else JOB_COMPLETION_INDEX. Answers go to a store of the attempt's own, and those
            of earlier attempts are not asked for again. A task that is done is left as it
            is. A text that a model fails on is counted and kept as failed, and the task is
            done.
            SIGTERM ends it after the text under way, with the code 143; the same command
            goes on. A plan names neither keys nor libraries: those come from your settings.

            The store is locked by one process, so that it needs no shared memory and may
            lie on a network file system; --scratch writes it to a local disk first.
            """) { plan, index, role, scratch };
        SettingOptions.AddTo(
            command,
            SettingGroup.Engine.Only(nameof(LlamaSection.NativeDirectory)),
            SettingGroup.Output.Only(nameof(OutputSection.Quiet), nameof(OutputSection.Verbose)));
        command.SetAction((parsed, cancellationToken) => new ShardSession(context, context.Settings(parsed)).RunAsync(
            Open(parsed, plan), IndexOf(parsed.GetValue(index)), parsed.GetValue(role), parsed.GetValue(scratch), cancellationToken));
        return command;
    }

    private static DetailedCommand CreateStatus(CommandContext context)
    {
        var plan = PlanArgument();
        var command = new DetailedCommand(
            "status",
            "Show which tasks of a plan are done, which are missing, and how long the rest takes.",
            """
            What is missing is printed as sbatch takes it. Whether a task is running is
            known only where locks of files are seen by all machines. The exit code is 0 if
            all is done and 3 if something is missing.

            Example:
              mia-probe shard status plan
            """) { plan };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(OutputSection.Format)));
        command.SetAction(parsed => new ShardSession(context, context.Settings(parsed)).Status(Open(parsed, plan)));
        return command;
    }

    private static Argument<string> PlanArgument() => new("plan") { Description = "folder that 'shard plan' made" };

    private static ShardFolder Open(ParseResult parsed, Argument<string> plan) =>
        ShardFolder.Open(parsed.GetValue(plan) ?? "", CommandContext.ToolVersion);

    /// <exception cref="ConfigurationException">Nobody says which task, or it is no number.</exception>
    private static long IndexOf(int? index)
    {
        if (index is { } typed)
        {
            return typed;
        }

        if (Number("SLURM_ARRAY_TASK_ID") is { } task)
        {
            return task + (Number("RUN_OFFSET") ?? 0);
        }

        return Number("JOB_COMPLETION_INDEX") ?? throw new ConfigurationException(
            "which task? Give its number with --index, or start this in an array of Slurm or an Indexed Job of Kubernetes.");

        static long? Number(string variable) => Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue ? number
            : throw new ConfigurationException($"the environment variable {variable} is '{text}'; expected the number of a task, from 0.");
    }
}
