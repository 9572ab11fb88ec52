using System.CommandLine;
using System.Globalization;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Questions;
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
          mia-probe shard plan ask decop --model m.gguf --paraphraser w.gguf \
              --corpus c.jsonl --tasks 8 -o plan

        The options are those of the command that is cut. All checks that need the
        whole corpus are made here, and what it will cost is printed. The folder gets
        plan.json, a script for an array of Slurm for each model, and job.yaml for
        Kubernetes.
        """)
    {
        CreatePlanOf(
            context,
            "run",
            "Cut a run about membership into tasks.",
            "run --model m.gguf --corpus c.jsonl",
            RunCommand.AddSettings,
            (_, settings) => new Planned(RunSettingsFactory.From(settings))),
        CreatePlanOf(
            context,
            "extract",
            "Cut an extraction into tasks.",
            "extract --model m.gguf --book b.txt",
            ExtractCommand.AddSettings,
            (_, settings) => new Planned(RunSettingsFactory.ForExtraction(settings))),
        CreatePlanOf(
            context,
            "exchangeability",
            "Cut a test of the order of documents into tasks, between its shards.",
            "exchangeability --model m.gguf --corpus c.jsonl",
            ExchangeabilityCommand.AddSettings,
            (parsed, settings) => new Planned(ExchangeabilityCommand.SettingsOf(settings), Order: ExchangeabilityCommand.TestOf(parsed, settings))),
        CreateAsk(context),
    };

    private static Command CreateAsk(CommandContext context)
    {
        var command = new Command("ask", "Cut questions about documents into tasks.");
        foreach (var route in QuestionRoute.All)
        {
            Func<ParseResult, ProbeSettings, AskRequest>? request = null;
            command.Subcommands.Add(CreatePlanOf(
                context,
                route.Name,
                route.Summary,
                $"ask {route.Name} --model m.gguf --corpus c.jsonl",
                one => request = AskOptions.AddSettings(one, route),
                (parsed, settings) =>
                {
                    var ask = request?.Invoke(parsed, settings) ?? throw new InvalidOperationException("The command has no options.");
                    var (run, questions) = new AskSession(context, settings, ask).Parts();
                    return new Planned(run, Questions: questions);
                }));
        }

        return command;
    }

    private static DetailedCommand CreatePlanOf(
        CommandContext context,
        string name,
        string description,
        string example,
        Action<Command> addSettings,
        Func<ParseResult, ProbeSettings, Planned> plannedOf)
    {
        var tasks = new Option<int>("--tasks")
        {
            Description = "tasks of about the same cost; 10 to 30 minutes each are best", HelpName = "number", Required = true,
        };
        var arraySize = NumberOption.Whole(
            "--max-array-size", "Slurm's MaxArraySize where the tasks run ('scontrol show config')", 1, BatchScript.UsualArraySize);
        var folder = new Option<string>("--out", "-o") { Description = "folder of the plan, new or empty", HelpName = "folder", Required = true };
        var command = new DetailedCommand(name, description, $"Example:\n  mia-probe shard plan {example} \\\n      --tasks 64 -o plan")
        {
            tasks, arraySize, folder,
        };
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

            var planned = plannedOf(parsed, settings);
            var cut = new ShardCut(parsed.GetValue(tasks), parsed.GetValue(arraySize)) { Order = planned.Order, Questions = planned.Questions };
            return new ShardSession(context, settings).PlanAsync(planned.Run, cut, parsed.GetValue(folder) ?? "", cancellationToken);
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
        var calibrate = new Option<bool>("--calibrate")
        {
            Description = "in place of a task, ask about the first 20 documents or windows, once on each kind of machine",
        };
        var command = new DetailedCommand(
            "run",
            "Work on one task of a plan: ask the models, keep their answers.",
            """
            Examples:
              mia-probe shard run plan --index 7
              mia-probe shard run plan --role target --scratch /tmp
              mia-probe shard run plan --calibrate

            The number of the task is --index, else SLURM_ARRAY_TASK_ID plus RUN_OFFSET,
            else JOB_COMPLETION_INDEX. Answers go to a store of the attempt's own, and those
            of earlier attempts are not asked for again. A task that is done is left as it
            is. A text that a model fails on is counted and kept as failed, and the task is
            done.
            SIGTERM ends it after the text under way, with the code 143; the same command
            goes on. A plan names neither keys nor libraries: those come from your settings.

            The store is locked by one process, so that it needs no shared memory and may
            lie on a network file system; --scratch writes it to a local disk first.

            --calibrate is for machines of several kinds: each is asked about the same
            documents, and how far apart their answers are is stated here, by 'shard status'
            and by the run that accepts them with --mixed-numerics.
            """) { plan, index, role, scratch, calibrate };
        SettingOptions.AddTo(
            command,
            SettingGroup.Engine.Only(nameof(LlamaSection.NativeDirectory)),
            SettingGroup.Output.Only(nameof(OutputSection.Format), nameof(OutputSection.Quiet), nameof(OutputSection.Verbose)));
        command.SetAction((parsed, cancellationToken) =>
        {
            if (parsed.GetValue(calibrate) && parsed.GetValue(index) is not null)
            {
                throw new ConfigurationException("--calibrate asks about no task's documents: leave --index out.");
            }

            return new ShardSession(context, context.Settings(parsed)).RunAsync(
                Open(parsed, plan),
                parsed.GetValue(calibrate) ? null : IndexOf(parsed.GetValue(index)),
                parsed.GetValue(role),
                parsed.GetValue(scratch),
                cancellationToken);
        });
        return command;
    }

    private static DetailedCommand CreateStatus(CommandContext context)
    {
        var plan = PlanArgument();
        var arraySize = NumberOption.WholeOrNone("--max-array-size", "Slurm's MaxArraySize [default: as planned]", 1);
        var command = new DetailedCommand(
            "status",
            "Show which tasks of a plan are done, which are missing, and how long the rest takes.",
            """
            What is missing is printed as commands of sbatch, with RUN_OFFSET where a number
            is past the cluster's MaxArraySize. Whether a task is running is known only
            where locks of files are seen by all machines. The exit code is 0 if all is done
            and 3 if something is missing.

            Example:
              mia-probe shard status plan
            """) { plan, arraySize };
        SettingOptions.AddTo(command, SettingGroup.Output.Only(nameof(OutputSection.Format)));
        command.SetAction(parsed => new ShardSession(context, context.Settings(parsed)).Status(
            Open(parsed, plan), parsed.GetValue(arraySize)));
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

    /// <summary>What is cut.</summary>
    /// <param name="Run">Models and documents.</param>
    /// <param name="Order">See <see cref="ShardPlan.Order"/>.</param>
    /// <param name="Questions">See <see cref="ShardPlan.Questions"/>.</param>
    private sealed record Planned(RunSettings Run, ExchangeabilitySettings? Order = null, ShardQuestions? Questions = null);
}
