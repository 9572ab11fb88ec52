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

    /// <summary>Told in one sentence each what only reading the corpus to its end shows; null where nobody listens.</summary>
    public Action<string>? Told { get; init; }

    public async Task<ProbePlan> PlanAsync(RunSettings settings, CancellationToken cancellationToken)
    {
        var requested = RunRequests.Of(settings);
        var chat = new ChatRecords(models, settings);
        var sample = new PlanSample();
        var shots = new ShotPrefixes(settings, [.. requested.ByModel.SelectMany(pass => pass.Requests)], chat);
        var (documents, defects, design) = Inspect(settings, chat, shots.Forbidden, sample, cancellationToken);
        var summary = chat.Summary;
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
            await pass.ExecuteAsync(
                RunCorpus.ReadDocuments(settings, new ChatRecords(models, settings)).Where(document => sample.Takes(document.Hash)),
                sample.Count,
                cancellationToken);
            var times = (double)documents / sample.Count;
            var (cost, skipped) = (gatherer.Cost.Times(times), (long)Math.Round(pass.Skipped * times));
            var unscorable = cost.Impossible + skipped;
            var planned = PlannedPass.Of(role, scorer, requests.Select(request => request.Variant.Id), cost, cost.Texts + unscorable, unscorable);
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

        return new ProbePlan(documents, defects.Unreadable, defects.LeftOut, passes, pools, design)
        {
            Chat = summary, NotRead = defects.First, Counted = sample.Count,
        };

        async Task<MeasuredPace?> PaceAsync(PlannedPass planned, ITokenScorer scorer) =>
            Timing is { } time && planned.TokensToDecode > 0 && !scorer.Model.HasNoFile
                ? await MeasuredPace.OfScoringAsync(scorer, FirstTexts(), time, cancellationToken)
                : null;

        List<string> FirstTexts() => [.. RunCorpus.ReadDocuments(settings, null).Take(MeasuredPace.Sample).Select(document => document.Text)];
    }

    /// <summary>Reads the corpus once, as a run does before it scores.</summary>
    private (long Documents, CountedDefects Defects, TestDesign Design) Inspect(
        RunSettings settings, ChatRecords chat, IReadOnlyDictionary<string, string> forbidden, PlanSample sample, CancellationToken cancellationToken)
    {
        var (documents, defects) = (0L, new CountedDefects());
        var tests = new TestRegister(settings);
        var (overlap, shots) = (new CalibrationOverlap(), new ShotOverlap(forbidden));
        var shadows = ShadowRegister.For(settings);
        var recognised = new List<string>();
        foreach (var (entry, calibrates) in RunCorpus.Read(settings, chat, recognised.Add))
        {
            cancellationToken.ThrowIfCancellationRequested();
            defects.Add(entry.Defect);
            if (entry.Document is { } document)
            {
                var normalised = NormalisedText.Of(document.Text);
                if (settings.Calibration.Count > 0)
                {
                    overlap.Add(document, calibrates, normalised);
                }

                shots.Add(document, normalised);
                tests.Add(document, calibrates, normalised);
                sample.Add(document.Hash);
                shadows?.Add(documents, document.Id);
                documents++;
                progress.Report(new ProbeProgress("reading corpus", documents, null, 0, 0, 0));
            }
        }

        foreach (var note in RunCorpus.Late(settings, recognised))
        {
            Told?.Invoke(note);
        }

        shots.RequireNone();
        var (design, _) = tests.Build();
        overlap.RequireNone(design.Tested);
        shadows?.RequireMatch();
        return (documents, defects, design);
    }
}
