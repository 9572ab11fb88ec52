using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>Says what an extraction would cost: its own passes, with a counter in the place of each model. Writes
/// nothing; loads weights only to time them.</summary>
/// <param name="store">Null if there is no store yet.</param>
/// <param name="models">Opens the models.</param>
/// <param name="progress">Told as windows are counted.</param>
public sealed class ExtractionPlanner(IProbeStore? store, IModelProvider models, IProgress<ProbeProgress> progress)
{
    /// <summary>Times a few documents of each local model; null to time nothing, and to load no weights.</summary>
    public TimeProvider? Timing { get; init; }

    /// <summary>Told in one sentence each what only reading the corpus to its end shows; null where nobody listens.</summary>
    public Action<string>? Told { get; init; }

    /// <exception cref="ConfigurationException">The windows do not fit the model.</exception>
    public async Task<ExtractionPlan> PlanAsync(RunSettings settings, ExtractionSettings extraction, CancellationToken cancellationToken)
    {
        var chat = new ChatRecords(models, settings);
        var (documents, defects) = Count(settings, chat);
        var tally = new Tally();
        tally.Begin(documents, 0);
        var (passes, draws) = (new List<PlannedPass>(), new List<PlannedGeneration>());
        CountedWindows? coverage = null;
        var cutter = new WindowCutter(models, settings, extraction);
        foreach (var role in ExtractionRun.Roles(settings))
        {
            using var scorer = models.OpenWindows(role, settings);
            using var plan = cutter.For(role, scorer);
            var questions = new WindowQuestions(role, scorer, extraction, settings.Seed);
            var gatherer = EvidenceGatherer.DryRun(store, scorer);
            var counted = new CountedWindows(plan.Windows);
            var pass = new WindowPass(null, 0, gatherer, questions, counted, tally) { Progress = ($"counting windows of {role}", progress) };
            await pass.ExecuteAsync(RunCorpus.ReadDocuments(settings, new ChatRecords(models, settings)), null, cancellationToken);
            var planned = PlannedPass.Of(role, scorer, questions.Requests, gatherer.Cost, gatherer.Cost.Texts, gatherer.Cost.Impossible + pass.Skipped);
            passes.Add(planned with
            {
                Pace = Timing is { } time && planned.TokensToDecode > 0 && !scorer.Model.HasNoFile && scorer is ITokenScorer texts
                    ? await MeasuredPace.OfScoringAsync(texts, FirstTexts(), time, cancellationToken)
                    : null,
            });
            coverage ??= counted;
            if (extraction.Draws > 0)
            {
                draws.Add(await PlanAsync(role, plan.Windows));
            }
        }

        return new ExtractionPlan(documents, defects.Unreadable, defects.LeftOut, passes, draws)
        {
            Chat = chat.Summary,
            NotRead = defects.First,
            Windows = coverage?.Windows ?? 0,
            Characters = coverage?.Characters ?? 0,
            CoveredCharacters = coverage?.CoveredCharacters ?? 0,
            SuffixCharacters = coverage?.SuffixCharacters ?? 0,
        };

        List<string> FirstTexts() => [.. RunCorpus.ReadDocuments(settings, null).Take(MeasuredPace.Sample).Select(document => document.Text)];

        async Task<PlannedGeneration> PlanAsync(ModelRole role, IWindowPlan windows)
        {
            using var generator = models.OpenGenerator(role, settings);
            var counter = new CountedAttempts(store, generator);
            var recorder = AttemptRecorder.DryRun(generator, counter);
            var pass = new DrawPass(recorder, role, windows, (extraction, settings.Seed), tally) { Progress = ($"counting draws of {role}", progress) };
            await pass.ExecuteAsync(RunCorpus.ReadDocuments(settings, new ChatRecords(models, settings)), cancellationToken);
            var cost = GenerationCost.Of(pass.Prompts, pass.TooShort, recorder, counter);
            return new PlannedGeneration(
                role, generator.Model, generator.Policy, $"{extraction.Draws} draws after each prefix, {extraction.DrawScheme.Id}", cost)
            {
                Pace = Timing is { } time && cost.ProducedTokens > 0 && !generator.Model.HasNoFile
                    ? await MeasuredPace.OfProductionAsync(generator, FirstTexts(), time, cancellationToken)
                    : null,
            };
        }
    }

    private (long Documents, CountedDefects Defects) Count(RunSettings settings, ChatRecords chat)
    {
        var (documents, defects) = (0L, new CountedDefects());
        var recognised = new List<string>();
        foreach (var (entry, _) in RunCorpus.Read(settings, chat, recognised.Add))
        {
            documents += entry.Document is null ? 0 : 1;
            defects.Add(entry.Defect);
        }

        foreach (var note in RunCorpus.Late(settings, recognised))
        {
            Told?.Invoke(note);
        }

        return (documents, defects);
    }
}
