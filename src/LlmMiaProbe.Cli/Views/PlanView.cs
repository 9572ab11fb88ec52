using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
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
        run = context.Recognise(run, settings);
        using var store = File.Exists(settings.StorePath) ? CommandContext.ReadStore(settings) : null;
        using var line = new ProgressLine(context.Terminal, context.Time);
        var progress = new ProgressReporter(line);
        var price = EndpointPrice.Read(settings.Endpoint.Price, run.Hosted is not null || run.HostedReference is not null);
        var models = context.Models(settings, hashes: null, progress);
        var timing = Timing(models, run);
        if (run.Extraction is { } extraction)
        {
            var plan = await new ExtractionPlanner(store, models, progress) { Timing = timing, Told = context.Terminal.WriteNote }
                .PlanAsync(run, extraction, cancellationToken);
            line.Finish();
            Show(settings, () => ExtractionPlanOutput.Of(plan, run, Cost(plan.Passes, plan.Draws, price)), () => Write(plan, extraction, run, price));
        }
        else
        {
            var plan = await new ProbePlanner(store, models, progress) { Timing = timing, Told = context.Terminal.WriteNote }.PlanAsync(run, cancellationToken);
            line.Finish();
            Show(settings, () => MembershipPlanOutput.Of(plan, run, Cost(plan.Passes, plan.Pools, price)), () => Write(plan, run, price));
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

    /// <summary>A model for which there is no room is planned for all the same, but not timed.</summary>
    private TimeProvider? Timing(ModelProvider models, RunSettings run)
    {
        try
        {
            models.Require(run);
            return context.Time;
        }
        catch (PrerequisiteException e)
        {
            context.Terminal.WriteError($"Nothing was timed: {e.Message}");
            return null;
        }
    }

    private static decimal? Cost(IReadOnlyList<PlannedPass> passes, IReadOnlyList<PlannedGeneration> generations, EndpointPrice? price)
    {
        var (given, produced) = Charged(passes, generations);
        return price?.Of(given, produced);
    }

    /// <summary>What endpoints bill: servers produce a token beside the scores of a given text.</summary>
    private static (long Given, long Produced) Charged(IReadOnlyList<PlannedPass> passes, IReadOnlyList<PlannedGeneration> generations)
    {
        List<PlannedPass> hosted = [.. passes.Where(pass => pass.Model.IsHosted)];
        List<PlannedGeneration> writing = [.. generations.Where(generation => generation.Model.IsHosted)];
        return (
            hosted.Sum(pass => pass.TokensToDecode) + writing.Sum(generation => generation.Cost.PromptTokens),
            hosted.Sum(pass => pass.ForwardPasses) + writing.Sum(generation => generation.Cost.ProducedTokens));
    }

    private void WritePrice(IReadOnlyList<PlannedPass> passes, IReadOnlyList<PlannedGeneration> generations, EndpointPrice? price)
    {
        if (price is not null)
        {
            var (given, produced) = Charged(passes, generations);
            _lines.Write("price", price.Text(given, produced));
        }
    }

    private void Write(ProbePlan plan, RunSettings run, EndpointPrice? price)
    {
        WriteDocuments(plan.Documents, (plan.Unreadable, plan.LeftOut), plan.NotRead, plan.Chat?.Sentence);
        if (plan.Counted < plan.Documents)
        {
            _lines.Write("counted", $"{Figures.Count(plan.Counted)} of them, chosen by their content; what is scored is estimated from these");
        }

        _lines.Write("attacks", string.Join(", ", run.Attacks));
        _lines.Write("decisions", string.Join(' ', DecisionsView.Before(plan.Design)));
        WriteCounts(run);
        PassView.Write(context.Terminal, plan.Passes, "text", plan.Seconds, plan.Pools);
        WritePrice(plan.Passes, plan.Pools, price);
    }

    private void Write(ExtractionPlan plan, ExtractionSettings extraction, RunSettings run, EndpointPrice? price)
    {
        WriteDocuments(plan.Documents, (plan.Unreadable, plan.LeftOut), plan.NotRead, plan.Chat?.SentenceOf(extraction));
        _lines.Write("windows", ExtractionStatement.Cut(extraction, run.WindowTokenizer, plan.Chat is not null));
        WriteCounts(run);
        _lines.Write("covered", ExtractionStatement.Covered(plan.Windows, plan.CoveredCharacters, plan.Characters));
        PassView.Write(context.Terminal, plan.Passes, PassView.Windows, plan.Seconds, plan.Draws);
        WritePrice(plan.Passes, plan.Draws, price);
        if (ExtractionBudget.ForAnHour(plan, extraction) is { } advice)
        {
            _lines.Write("an hour", advice);
        }
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

    private void WriteDocuments(long documents, (long Unreadable, long LeftOut) not, IReadOnlyList<CorpusDefect> notRead, string? chat)
    {
        _lines.Write("documents", Figures.Count(documents) + CorpusView.NotRead(not.Unreadable, not.LeftOut));
        CorpusView.WriteNotRead(_lines, notRead, not.Unreadable + not.LeftOut);
        if (chat is not null)
        {
            _lines.Write("chat", chat);
        }
    }
}
