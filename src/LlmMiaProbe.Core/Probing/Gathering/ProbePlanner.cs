using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>Says what a run would cost: its own passes, with a counter in the place of each model. Writes nothing; loads weights only to time them.</summary>
/// <param name="store">Null if there is no store yet.</param>
/// <param name="models">Opens the models.</param>
/// <param name="progress">Told as documents are counted.</param>
public sealed class ProbePlanner(IProbeStore? store, IModelProvider models, IProgress<ProbeProgress> progress)
{
    /// <summary>Times a few documents of each local model; null to time nothing, and to load no weights.</summary>
    public TimeProvider? Timing { get; init; }

    public async Task<ProbePlan> PlanAsync(RunSettings settings, CancellationToken cancellationToken)
    {
        var requested = RunRequests.Of(settings);
        var chat = new ChatRecords(models, settings);
        var (documents, unreadable, leftOut, design) = Inspect(
            settings, chat, new ShotPrefixes(settings, [.. requested.ByModel.SelectMany(pass => pass.Requests)], chat).Forbidden, cancellationToken);
        var tally = new Tally();
        tally.Begin(documents, requested.ByModel.Count);
        var compared = new ComparedModels();
        var passes = new List<PlannedPass>();
        foreach (var (role, requests) in requested.ByModel)
        {
            using var scorer = models.Open(role, settings);
            compared.Add(role, scorer.Model);
            var gatherer = EvidenceGatherer.DryRun(store, scorer);
            var pass = new ModelPass(null, 0, gatherer, scorer, requests, new ShotPrefixes(settings, requests, chat), tally)
            {
                Progress = ($"counting for {role}", progress),
            };
            await pass.ExecuteAsync(RunCorpus.ReadDocuments(settings, new ChatRecords(models, settings)), documents, cancellationToken);
            var unscorable = gatherer.Cost.Impossible + pass.Skipped;
            var planned = PlannedPass.Of(
                role, scorer, requests.Select(request => request.Variant.Id), gatherer.Cost, gatherer.Cost.Texts + unscorable, unscorable);
            passes.Add(planned with { Pace = await PaceAsync(planned, scorer) });
        }

        var pools = new List<PlannedGeneration>();
        foreach (var (role, requests) in requested.PoolsByModel)
        {
            using var generator = models.OpenGenerator(role, settings);
            foreach (var request in requests)
            {
                var counter = new CountedAttempts(store, generator);
                var recorder = AttemptRecorder.DryRun(generator, counter);
                var pass = new ContinuationPass(null, 0, recorder, request, settings.Seed, tally) { Progress = ($"counting for {role}", progress) };
                await pass.ExecuteAsync(RunCorpus.ReadDocuments(settings, new ChatRecords(models, settings)), documents, cancellationToken);
                var cost = GenerationCost.Of(pass.Prompts, pass.TooShort, recorder, counter);
                pools.Add(new PlannedGeneration(role, generator.Model, generator.Policy, pass.Pool.Id, cost)
                {
                    Pace = Timing is { } time && cost.ProducedTokens > 0 && !generator.Model.HasNoFile
                        ? await MeasuredPace.OfProductionAsync(generator, FirstTexts(), time, cancellationToken)
                        : null,
                });
            }
        }

        return new ProbePlan(documents, unreadable, leftOut, passes, pools, design);

        async Task<MeasuredPace?> PaceAsync(PlannedPass planned, ITokenScorer scorer) =>
            Timing is { } time && planned.TokensToDecode > 0 && !scorer.Model.HasNoFile
                ? await MeasuredPace.OfScoringAsync(scorer, FirstTexts(), time, cancellationToken)
                : null;

        List<string> FirstTexts() => [.. RunCorpus.ReadDocuments(settings, null).Take(MeasuredPace.Sample).Select(document => document.Text)];
    }

    /// <summary>Reads the corpus once, as a run does before it scores.</summary>
    private (long Documents, long Unreadable, long LeftOut, TestDesign Design) Inspect(
        RunSettings settings, ChatRecords chat, IReadOnlyDictionary<string, string> forbidden, CancellationToken cancellationToken)
    {
        var (documents, unreadable, leftOut) = (0L, 0L, 0L);
        var tests = new TestRegister(settings);
        var (overlap, shots) = (new CalibrationOverlap(), new ShotOverlap(forbidden));
        var shadows = ShadowRegister.For(settings);
        foreach (var (entry, calibrates) in RunCorpus.Read(settings, chat))
        {
            cancellationToken.ThrowIfCancellationRequested();
            unreadable += entry.Defect is { IsLeftOut: false } ? 1 : 0;
            leftOut += entry.Defect is { IsLeftOut: true } ? 1 : 0;
            if (entry.Document is { } document)
            {
                var normalised = NormalisedText.Of(document.Text);
                if (settings.Calibration.Count > 0)
                {
                    overlap.Add(document, calibrates, normalised);
                }

                shots.Add(document, normalised);
                tests.Add(document, calibrates, normalised);
                shadows?.Add(documents, document.Id);
                documents++;
                progress.Report(new ProbeProgress("reading corpus", documents, null, 0, 0, 0));
            }
        }

        shots.RequireNone();
        var (design, _) = tests.Build();
        overlap.RequireNone(design.Tested);
        shadows?.RequireMatch();
        return (documents, unreadable, leftOut, design);
    }
}
