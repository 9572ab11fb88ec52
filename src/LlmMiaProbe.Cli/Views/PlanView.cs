using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Views;

/// <summary><c>run --dry-run</c> and <c>extract --dry-run</c>: what a run would do.</summary>
internal sealed class PlanView(CommandContext context)
{
    private readonly LabelledLines _lines = new(context.Terminal);

    public async Task<int> ShowAsync(ProbeSettings settings, RunSettings run, CancellationToken cancellationToken)
    {
        ModelProvider.RequireAgreement(run);
        context.Recognise(run);
        using var store = File.Exists(settings.StorePath) ? CommandContext.ReadStore(settings) : null;
        using var line = new ProgressLine(context.Terminal, context.Time);
        var progress = new ProgressReporter(line);
        var models = context.Models(settings, hashes: null, progress);
        if (run.Extraction is { } extraction)
        {
            var plan = await new ExtractionPlanner(store, models, progress).PlanAsync(run, extraction, cancellationToken);
            line.Finish();
            Show(settings, () => ExtractionPlanOutput.Of(plan, run), () => Write(plan, extraction, run));
        }
        else
        {
            var plan = await new ProbePlanner(store, models, progress).PlanAsync(run, cancellationToken);
            line.Finish();
            Show(settings, () => MembershipPlanOutput.Of(plan, run), () => Write(plan, run));
        }

        return ExitCodes.Done;
    }

    private void Show<T>(ProbeSettings settings, Func<T> output, Action write)
    {
        if (settings.Output.Format == OutputFormat.Json)
        {
            context.Terminal.Output.WriteLine(OutputText.Of(output()));
        }
        else
        {
            write();
        }
    }

    private void Write(ProbePlan plan, RunSettings run)
    {
        WriteDocuments(plan.Documents, plan.Unreadable, plan.LeftOut);
        _lines.Write("attacks", string.Join(", ", run.Attacks));
        _lines.Write("decisions", string.Join(' ', DecisionsView.Before(plan.Design)));
        WriteCounts(run);
        PassView.Write(context.Terminal, plan.Passes, "text", plan.Pools);
    }

    private void Write(ExtractionPlan plan, ExtractionSettings extraction, RunSettings run)
    {
        WriteDocuments(plan.Documents, plan.Unreadable, plan.LeftOut);
        _lines.Write("windows", ExtractionStatement.Cut(extraction, run.WindowTokenizer));
        WriteCounts(run);
        PassView.Write(context.Terminal, plan.Passes, PassView.Windows, plan.Draws);
    }

    private void WriteCounts(RunSettings run)
    {
        HostedModel[] hosted = [.. new[] { run.Hosted, run.HostedReference }.OfType<HostedModel>()];
        foreach (var model in hosted.DistinctBy(model => model.TokenCounts))
        {
            _lines.Write("counts", $"{model.Settings.Model}: {model.TokenCounts}");
        }

        foreach (var model in hosted.Where(model => model.Inspection is { Requests: > 0 }))
        {
            var asked = Figures.Count(model.Inspection?.Requests ?? 0, "request");
            _lines.Write("before", $"{model.Settings.Model}: {asked} to find out what it returns; a run asks them again");
        }
    }

    private void WriteDocuments(long documents, long unreadable, long leftOut) =>
        _lines.Write("documents", Figures.Count(documents) + CorpusView.NotRead(unreadable, leftOut));
}
