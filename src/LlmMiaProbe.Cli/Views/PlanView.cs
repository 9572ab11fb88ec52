using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Views;

/// <summary><c>run --dry-run</c>: what a run would do.</summary>
internal sealed class PlanView(CommandContext context)
{
    public int Show(ProbeSettings settings, RunSettings run, CancellationToken cancellationToken)
    {
        using var store = File.Exists(settings.StorePath) ? CommandContext.ReadStore(settings) : null;
        using var line = new ProgressLine(context.Terminal, context.Time);
        var progress = new ProgressReporter(line);
        var models = new LocalModelProvider(settings.Llama.NativeDirectory, hashes: null, new StderrLogger(context.Terminal, settings.Output.Verbose), progress);
        var plan = new ProbePlanner(store, models, progress).Plan(run, cancellationToken);
        line.Finish();
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(ToJson(plan).ToJsonString(RunResultJson.Indented));
        }
        else
        {
            Write(plan, run);
        }

        return ExitCodes.Done;
    }

    private void Write(ProbePlan plan, RunSettings run)
    {
        var lines = new LabelledLines(context.Terminal);
        lines.Write("documents", $"{Figures.Count(plan.Documents)}{(plan.Defects == 0 ? "" : $" · {Figures.Count(plan.Defects, "record")} left out")}");
        lines.Write("attacks", string.Join(", ", run.Attacks));
        lines.Write("decisions", string.Join(' ', DecisionsView.Before(plan.Design)));
        PassView.Write(context.Terminal, plan.Passes, "text", plan.Pools);
    }

    private static JsonObject ToJson(ProbePlan plan) => new()
    {
        ["documents"] = plan.Documents,
        ["defects"] = plan.Defects,
        ["tokensToDecode"] = plan.TokensToDecode,
        ["tokensToProduce"] = plan.TokensToProduce,
        ["peakMemoryBytes"] = plan.PeakMemory,
        ["decisions"] = DecisionsJson.Of(plan.Design),
        ["passes"] = PassView.ToJson(plan.Passes),
        ["pools"] = PassView.ToJson(plan.Pools),
    };
}
