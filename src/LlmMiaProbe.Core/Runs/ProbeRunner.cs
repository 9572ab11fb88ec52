using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Runs;

/// <summary>
/// Runs a probe: corpus on record, then for each model in turn the evidence that the store does not hold yet, committed
/// document by document, then continuations attempt by attempt, then attacks and evaluation. Only one pass's models are in memory at a time.
/// </summary>
public sealed class ProbeRunner(IProbeStore store, IModelProvider models, TimeProvider time, string toolVersion, IProgress<ProbeProgress> progress)
{
    /// <summary>The run under way, or the last one; null before the first.</summary>
    public long? Run { get; private set; }

    /// <summary>What the next run is called; null for no name. It is free in the store.</summary>
    public string? Name { get; init; }

    /// <summary>Notes what the store lacks, where no model is to be asked; null to ask models.</summary>
    public MissingAnswers? Missing { get; init; }

    /// <summary>Told who is tested, when the corpus is read and before anything is scored.</summary>
    public Action<TestDesign>? Prepared { get; init; }

    /// <summary>Told in one sentence each what only reading the corpus to its end showed; null where nobody listens.</summary>
    public Action<string>? Told { get; init; }

    /// <summary>Checks that the corpus is there and holds a readable document, before anything is kept of a run.</summary>
    /// <param name="settings">Of the run.</param>
    /// <param name="told">Told in one sentence each what the records of a file are recognised to be.</param>
    /// <exception cref="ConfigurationException">
    /// A source is of no known format, a line before the first document is unreadable and the run is strict, or a field was named that no record has.
    /// </exception>
    /// <exception cref="PrerequisiteException">A source is missing, or there is no document at all.</exception>
    public static void RequireCorpus(RunSettings settings, Action<string>? told = null) => RunCorpus.RequireFirst(settings, told);

    /// <summary>Whether a chat record is among a run's documents or its shots; reads as far as the first.</summary>
    /// <inheritdoc cref="RequireCorpus" path="/exception"/>
    public static bool HoldsChatRecords(RunSettings settings) => RunCorpus.HoldsChatRecords(settings);

    /// <summary>Runs from the beginning and returns the run's id.</summary>
    /// <exception cref="OperationCanceledException">Interrupted; the run is stored as such and can be resumed.</exception>
    /// <exception cref="ConfigurationException">The corpus cannot be judged as asked; nothing is kept of the run.</exception>
    /// <exception cref="MissingAnswersException">No model is to be asked, and the store holds too little; nothing is kept of the run.</exception>
    public async Task<long> RunAsync(RunSettings settings, CancellationToken cancellationToken)
    {
        RunRequests.RequireText(settings);
        RequireDifferentShadows(settings);
        var run = store.BeginRun(settings, toolVersion, time.GetUtcNow());
        try
        {
            if (Name is not null)
            {
                store.NameRun(run, Name);
            }

            return await ExecuteAsync(run, settings, cancellationToken);
        }
        catch (ConfigurationException) when (store.FindEvaluation(run) is null && store.FindRun(run)?.Usage.Requests is not > 0)
        {
            store.DropRun(run);
            Run = null;
            throw;
        }
        catch (ProbeException) when (Missing is not null)
        {
            // What the log has of a run stays there, and so does its number.
            if (store.ReadAttempts(run).Any())
            {
                store.DeleteRun(run);
            }
            else
            {
                store.DropRun(run);
            }

            Run = null;
            throw;
        }
    }

    /// <summary>Goes on with a run under its stored settings; evidence that is there already is not computed again. A finished run is left as it is.</summary>
    /// <exception cref="ConfigurationException">There is no such run.</exception>
    /// <exception cref="PrerequisiteException">The corpus is no longer what it was when the run began; the run is left as it is.</exception>
    public Task<long> ResumeAsync(long run, CancellationToken cancellationToken)
    {
        var record = store.RequireRun(run);
        return record.Settings.Task is CommandTask { Command: var command }
            ? throw new ConfigurationException($"Run {run} was made by another command; give it again, and what is there already is not made again: {command}")
            : record.Status == RunStatus.Finished ? Task.FromResult(run)
            : record.Parent is { } parent
                ? throw new ConfigurationException(
                    $"Run {run} was being computed from the evidence of run {parent} when it was stopped: "
                    + $"'mia-probe runs delete {run}' takes it away, and 'mia-probe rescore {parent}' computes it anew.")
            : ResumeAsync(record, cancellationToken);
    }

    private Task<long> ResumeAsync(RunRecord record, CancellationToken cancellationToken)
    {
        var (run, settings) = (record.Id, record.Settings);
        var registered = store.ReadDocuments(run).LongCount();
        if (registered > 0)
        {
            new RegisteredCorpus(store, run, settings, new ChatRecords(models, settings))
                .RequireSame(record.Counts.Documents == registered, progress, cancellationToken);
        }

        return ExecuteAsync(run, settings, cancellationToken);
    }

    private async Task<long> ExecuteAsync(long run, RunSettings settings, CancellationToken cancellationToken)
    {
        var before = store.FindRun(run)?.Counts.TokensDecoded ?? 0;
        var tally = new Tally(before);
        var usage = new UsageTally(store, run);
        Run = run;
        try
        {
            store.SetRunState(run, RunStatus.Running, RunCounts.None with { TokensDecoded = before });
            if (settings.Extraction is { } extraction)
            {
                await new ExtractionRun(store, models, time, toolVersion, progress) { Told = Told, Missing = Missing }
                    .ExecuteAsync(run, settings, extraction, tally, cancellationToken);
                return run;
            }

            var requested = RunRequests.Of(settings);
            var (passes, pools) = (requested.ByModel, requested.PoolsByModel);
            var chat = new ChatRecords(models, settings);
            var prefixes = new ShotPrefixes(settings, [.. passes.SelectMany(pass => pass.Requests)], chat);
            var corpus = new RegisteredCorpus(store, run, settings, chat) { Told = Told };
            var (design, health) = corpus.Register(prefixes.Forbidden, progress, cancellationToken);
            store.SetEvaluation(run, (RunEvaluation.Before(settings, design, health) with { Chat = chat.Summary }).ToJson());
            Prepared?.Invoke(design);
            tally.Begin(corpus.Count, passes.Count + pools.Sum(model => model.Requests.Count));
            store.SetRunState(run, RunStatus.Running, tally.Counts);
            var compared = new ComparedModels();
            foreach (var (role, requests) in passes)
            {
                using var scorer = Open(role, settings, requested, reason => ModelPass.FailAll(store, run, corpus.Read(), requests, reason, tally));
                if (scorer is null)
                {
                    continue;
                }

                using var metering = usage.Of(scorer);
                compared.Add(role, scorer.Model);
                store.SetRunModel(run, new RunModel(role, scorer.Model, scorer.Policy));
                KeepVocabulary(settings, role, scorer);
                var shots = new ShotPrefixes(settings, requests, new ChatRecords(models, settings));
                var spelled = new SpelledTokens(role, scorer.Model);
                var pass = new ModelPass(store, run, Missing.Gatherer(store, role, scorer), scorer, requests, shots, tally)
                {
                    Progress = ($"scoring {role}", progress), Look = spelled.Look, Missing = Missing,
                };
                await pass.ExecuteAsync(corpus.Read(), corpus.Count, cancellationToken);
                if (Missing is not null)
                {
                    // Which engines made its answers is known by now.
                    store.SetRunModel(run, new RunModel(role, scorer.Model, scorer.Policy));
                }

                Note(run, shots.Given, [.. scorer.Model.Doubts, .. spelled.Notes]);
            }

            foreach (var (role, requests) in pools)
            {
                using var generator = models.OpenGenerator(role, settings);
                using var metering = usage.Of(generator);
                if (passes.All(pass => pass.Role != role))
                {
                    store.SetRunModel(run, new RunModel(role, generator.Model, generator.Policy));
                }

                var recorder = Missing.Recorder(store, run, generator, toolVersion, time);
                foreach (var request in requests)
                {
                    var pass = new ContinuationPass(store, run, recorder, request, settings.Seed, tally)
                    {
                        Progress = ($"continuing with {role}", progress), Missing = Missing,
                    };
                    await pass.ExecuteAsync(corpus.Read(), corpus.Count, cancellationToken);
                }
            }

            Missing?.RequireNone();
            progress.Report(new ProbeProgress("evaluating", corpus.Count, corpus.Count, 0, 0, 0));
            new RunAnalysis(store).Analyze(run);
            store.SetRunState(run, RunStatus.Finished, tally.Counts);
            return run;
        }
        catch
        {
            store.SetRunState(run, RunStatus.Interrupted, tally.Counts);
            throw;
        }
    }

    /// <summary>
    /// A model that turns out to be damaged ends the run, unless it is not the target and there are attacks that do without it: then only
    /// those that need it have no scores.
    /// </summary>
    private ITokenScorer? Open(ModelRole role, RunSettings settings, RunRequests requested, Action<string> giveUp)
    {
        try
        {
            return models.Open(role, settings);
        }
        catch (ModelException e) when (role != ModelRole.Target
            && requested.Attacks.Any(attack => attack.Evidence.All(request => request.Model == ModelRole.Target)))
        {
            giveUp($"{role}: {e.Message.TrimEnd('.')}");
            return null;
        }
    }

    private void Note(long run, IReadOnlyList<GivenShots> shots, IReadOnlyList<string> notes)
    {
        if ((shots.Count > 0 || notes.Count > 0) && StoredEvaluation.Find(store, run) is { } evaluation)
        {
            store.SetEvaluation(run, (evaluation with
            {
                Prefixes = shots.Count == 0 ? evaluation.Prefixes : [.. evaluation.Prefixes ?? [], .. shots],
                Notes = notes.Count == 0 ? evaluation.Notes : [.. (evaluation.Notes ?? []).Union(notes)],
            }).ToJson());
        }
    }

    /// <summary>Looks at the models' files before anything is kept of the run; their hashes are remembered for the run itself.</summary>
    private void RequireDifferentShadows(RunSettings settings)
    {
        if (settings.Shadows.All(shadow => shadow.IsImported))
        {
            return;
        }

        var compared = new ComparedModels();
        foreach (var (role, _) in RunRequests.Of(settings).ByModel.Where(pass => pass.Role == ModelRole.Target || pass.Role.IsShadow))
        {
            using var scorer = models.Open(role, settings);
            compared.Add(role, scorer.Model);
        }
    }

    // Token ids spell the text again, so without texts the spelling is not kept either.
    private void KeepVocabulary(RunSettings settings, ModelRole role, ITokenScorer scorer)
    {
        if (settings.KeepText
            && (role == ModelRole.Target || role == ModelRole.Reference)
            && scorer is ITokenSpelling spelling
            && store.FindVocabulary(scorer.Model.Tokenizer) is null)
        {
            store.AddVocabulary(scorer.Model.Tokenizer, Vocabulary.Of(spelling, scorer.Model.VocabularySize));
        }
    }
}
