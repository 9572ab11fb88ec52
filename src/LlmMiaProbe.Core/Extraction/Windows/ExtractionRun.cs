using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>
/// Runs an extraction: corpus on record, then the windows under each model in turn, then draws after their prefixes, then the measures.
/// Holds one window batch at a time.
/// </summary>
internal sealed class ExtractionRun(IProbeStore store, IModelProvider models, TimeProvider time, string toolVersion, IProgress<ProbeProgress> progress)
{
    /// <summary>See <see cref="RegisteredCorpus.Told"/>.</summary>
    public Action<string>? Told { get; init; }

    /// <summary>Notes what the store lacks, where no model is to be asked; null to ask models.</summary>
    public MissingAnswers? Missing { get; init; }

    /// <summary>The models of a run, in the order in which they are evaluated.</summary>
    public static IReadOnlyList<ModelRole> Roles(RunSettings settings) => settings.HasReference ? [ModelRole.Target, ModelRole.Reference] : [ModelRole.Target];

    public async Task ExecuteAsync(long run, RunSettings settings, ExtractionSettings extraction, Tally tally, CancellationToken cancellationToken)
    {
        var chat = new ChatRecords(models, settings);
        var corpus = new RegisteredCorpus(store, run, settings, chat) { Told = Told };
        var starts = 0L;
        corpus.Register((document, _) => starts += document.Rendered is { } rendered
            ? rendered.Parts.Count(part => part.Kind == TextPartKind.Scored)
            : WindowPlanner.CountStarts(document.Text.Length, extraction), progress, cancellationToken);
        var roles = Roles(settings);
        tally.Begin(corpus.Count, roles.Count * (extraction.Draws > 0 ? 2 : 1));
        store.SetRunState(run, RunStatus.Running, tally.Counts);
        var usage = new UsageTally(store, run);
        var cutter = new WindowCutter(models, settings, extraction);
        foreach (var role in roles)
        {
            using var scorer = models.OpenWindows(role, settings);
            using var metering = usage.Of(scorer);
            using var plan = cutter.For(role, scorer);
            store.SetRunModel(run, new RunModel(role, scorer.Model, scorer.Policy));
            var questions = new WindowQuestions(role, scorer, extraction, settings.Seed);
            var pass = new WindowPass(store, run, Missing.Gatherer(store, role, scorer), questions, plan.Windows, tally)
            {
                Progress = ($"windows of {role}", progress), Missing = Missing,
            };
            await pass.ExecuteAsync(corpus.Read(), starts * questions.TextsPerWindow, cancellationToken);
            if (Missing is not null)
            {
                // Which engines made its answers is known by now.
                store.SetRunModel(run, new RunModel(role, scorer.Model, scorer.Policy));
            }
        }

        foreach (var role in extraction.Draws > 0 ? roles : [])
        {
            using var scorer = models.OpenWindows(role, settings);
            using var plan = cutter.For(role, scorer);
            using var generator = models.OpenGenerator(role, settings);
            using var metering = usage.Of(generator);
            var recorder = Missing.Recorder(store, run, generator, toolVersion, time);
            var pass = new DrawPass(recorder, role, plan.Windows, (extraction, settings.Seed), tally)
            {
                Progress = ($"drawing with {role}", progress), Missing = Missing,
            };
            await pass.ExecuteAsync(corpus.Read(), cancellationToken);
        }

        Missing?.RequireNone();
        new ExtractionAnalysis(store).Analyze(run, chat.Summary);
        store.SetRunState(run, RunStatus.Finished, tally.Counts);
    }
}
