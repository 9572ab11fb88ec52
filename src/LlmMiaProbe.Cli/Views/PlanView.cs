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
        var output = context.Terminal.Output;
        output.WriteLine($"documents  {Figures.Count(plan.Documents)}{(plan.Defects == 0 ? "" : $" · {Figures.Count(plan.Defects, "unreadable part")} skipped")}");
        output.WriteLine($"attacks    {string.Join(", ", run.Attacks)}");
        foreach (var pass in plan.Passes)
        {
            output.WriteLine();
            output.WriteLine($"{pass.Role,-10} {pass.Model.Name} · {Figures.Parameters(pass.Model.ParameterCount)} · {pass.Model.Quantization} · sha256 {pass.Model.Fingerprint.Short}…");
            output.WriteLine($"           {Figures.Count(pass.Texts, "text")} ({pass.Requests}) · {Figures.Count(pass.Cached)} cached · {Figures.Count(pass.Unscorable)} cannot be scored");
            output.WriteLine($"           {Figures.Count(pass.ForwardPasses)} forward {(pass.ForwardPasses == 1 ? "pass" : "passes")} · {Figures.Count(pass.TokensToDecode, "token")} to decode · about {Figures.Bytes(pass.Memory)} of memory");
        }

        output.WriteLine();
        output.WriteLine($"total      {Figures.Count(plan.TokensToDecode, "token")} to decode · about {Figures.Bytes(plan.PeakMemory)} of memory, one model at a time · nothing was scored");
    }

    private static JsonObject ToJson(ProbePlan plan) => new()
    {
        ["documents"] = plan.Documents,
        ["defects"] = plan.Defects,
        ["tokensToDecode"] = plan.TokensToDecode,
        ["peakMemoryBytes"] = plan.PeakMemory,
        ["passes"] = new JsonArray([.. plan.Passes.Select(pass => new JsonObject
        {
            ["role"] = pass.Role.Name,
            ["model"] = pass.Model.Name,
            ["fingerprint"] = pass.Model.Fingerprint.Value,
            ["texts"] = pass.Texts,
            ["cached"] = pass.Cached,
            ["unscorable"] = pass.Unscorable,
            ["forwardPasses"] = pass.ForwardPasses,
            ["tokensToDecode"] = pass.TokensToDecode,
            ["memoryBytes"] = pass.Memory,
        })]),
    };
}
