using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Views;

/// <summary><c>extract --dry-run</c>: what an extraction would do.</summary>
internal sealed class ExtractionPlanView(CommandContext context)
{
    public int Show(ProbeSettings settings, RunSettings run, CancellationToken cancellationToken)
    {
        using var store = File.Exists(settings.StorePath) ? CommandContext.ReadStore(settings) : null;
        using var line = new ProgressLine(context.Terminal, context.Time);
        var progress = new ProgressReporter(line);
        var models = new LocalModelProvider(settings.Llama.NativeDirectory, hashes: null, new StderrLogger(context.Terminal, settings.Output.Verbose), progress);
        var plan = new ExtractionPlanner(store, models, progress).Plan(run, run.Extraction ?? new ExtractionSettings(), cancellationToken);
        line.Finish();
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(ToJson(plan).ToJsonString(RunResultJson.Indented));
            return ExitCodes.Done;
        }

        var lines = new LabelledLines(context.Terminal);
        lines.Write("documents", $"{Figures.Count(plan.Documents)}{(plan.Defects == 0 ? "" : $" · {Figures.Count(plan.Defects, "record")} left out")}");
        lines.Write("windows", ExtractionStatement.Cut(run.Extraction ?? new ExtractionSettings()));
        PassView.Write(context.Terminal, plan.Passes, "window", plan.Draws);
        return ExitCodes.Done;
    }

    private static JsonObject ToJson(ExtractionPlan plan) => new()
    {
        ["documents"] = plan.Documents,
        ["defects"] = plan.Defects,
        ["tokensToDecode"] = plan.TokensToDecode,
        ["tokensToProduce"] = plan.TokensToProduce,
        ["peakMemoryBytes"] = plan.PeakMemory,
        ["passes"] = PassView.ToJson(plan.Passes),
        ["draws"] = PassView.ToJson(plan.Draws),
    };
}
