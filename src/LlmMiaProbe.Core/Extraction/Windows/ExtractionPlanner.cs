using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>Says what an extraction would cost: its own passes, with a counter in the place of each model. Loads no weights and writes nothing.</summary>
/// <param name="store">Null if there is no store yet.</param>
/// <param name="models">Opens the models.</param>
/// <param name="progress">Told as windows are counted.</param>
public sealed class ExtractionPlanner(IProbeStore? store, IModelProvider models, IProgress<ProbeProgress> progress)
{
    /// <exception cref="ConfigurationException">The windows do not fit the model.</exception>
    public async Task<ExtractionPlan> PlanAsync(RunSettings settings, ExtractionSettings extraction, CancellationToken cancellationToken)
    {
        var (documents, unreadable, leftOut) = Count(settings, new ChatRecords(models, settings));
        var tally = new Tally();
        tally.Begin(documents, 0);
        var (passes, draws) = (new List<PlannedPass>(), new List<PlannedGeneration>());
        var cutter = new WindowCutter(models, settings, extraction);
        foreach (var role in ExtractionRun.Roles(settings))
        {
            using var scorer = models.OpenWindows(role, settings);
            using var plan = cutter.For(role, scorer);
            var questions = new WindowQuestions(role, scorer, extraction, settings.Seed);
            var gatherer = EvidenceGatherer.DryRun(store, scorer);
            var pass = new WindowPass(null, 0, gatherer, questions, plan.Windows, tally) { Progress = ($"counting windows of {role}", progress) };
            await pass.ExecuteAsync(RunCorpus.ReadDocuments(settings, new ChatRecords(models, settings)), null, cancellationToken);
            passes.Add(PlannedPass.Of(role, scorer, questions.Requests, gatherer.Cost, gatherer.Cost.Texts, gatherer.Cost.Impossible + pass.Skipped));
            if (extraction.Draws > 0)
            {
                draws.Add(await PlanAsync(role, plan.Windows));
            }
        }

        return new ExtractionPlan(documents, unreadable, leftOut, passes, draws);

        async Task<PlannedGeneration> PlanAsync(ModelRole role, IWindowPlan windows)
        {
            using var generator = models.OpenGenerator(role, settings);
            var counter = new CountedAttempts(store, generator);
            var recorder = AttemptRecorder.DryRun(generator, counter);
            var pass = new DrawPass(recorder, role, windows, (extraction, settings.Seed), tally) { Progress = ($"counting draws of {role}", progress) };
            await pass.ExecuteAsync(RunCorpus.ReadDocuments(settings, new ChatRecords(models, settings)), cancellationToken);
            var cost = GenerationCost.Of(pass.Prompts, pass.TooShort, recorder, counter);
            return new PlannedGeneration(
                role, generator.Model, generator.Policy, $"{extraction.Draws} draws after each prefix, {extraction.DrawScheme.Id}", cost);
        }
    }

    private static (long Documents, long Unreadable, long LeftOut) Count(RunSettings settings, ChatRecords chat)
    {
        var (documents, unreadable, leftOut) = (0L, 0L, 0L);
        foreach (var (entry, _) in RunCorpus.Read(settings, chat))
        {
            documents += entry.Document is null ? 0 : 1;
            unreadable += entry.Defect is { IsLeftOut: false } ? 1 : 0;
            leftOut += entry.Defect is { IsLeftOut: true } ? 1 : 0;
        }

        return (documents, unreadable, leftOut);
    }
}
