using LlmMiaProbe.Evidence;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Questions;

namespace LlmMiaProbe.Runs;

/// <summary>
/// Asks one model of a run about one part of its corpus, by the passes of the run itself. Answers are kept, and failures that may be mended by
/// asking again; there is no run, no score and no text of a document. A run over the same settings then finds its answers in a store.
/// </summary>
/// <param name="evidence">Asked first, and keeps token scores.</param>
/// <param name="log">Asked first, and keeps attempts.</param>
/// <param name="models">Opens the model.</param>
/// <param name="time">For time stamps.</param>
/// <param name="toolVersion">Version of this program.</param>
/// <param name="progress">Told how far it is.</param>
public sealed class PartRunner(
    IEvidenceStore evidence, IAttemptLog log, IModelProvider models, TimeProvider time, string toolVersion, IProgress<ProbeProgress> progress)
{
    /// <summary>Shown the model before anything is asked, with its policy; may throw to refuse it.</summary>
    public Action<ModelDescription, string>? Opened { get; init; }

    /// <summary>Whether chat records are taken as the texts of their turns.</summary>
    public bool TakesPlainTexts { get; init; }

    /// <summary>Whether nothing is asked for but token scores.</summary>
    public bool ScoresOnly { get; init; }

    /// <summary>Whether the store alone is to answer, as when it is read what several engines said.</summary>
    public bool AsksNobody { get; init; }

    /// <summary>The models of a run that must be asked, in the order in which it asks them. What answers from a table is none.</summary>
    public static IReadOnlyList<ModelRole> Roles(RunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Extraction is not null)
        {
            return ExtractionRun.Roles(settings);
        }

        var requested = RunRequests.Of(settings);
        return
        [
            .. requested.ByModel.Select(pass => pass.Role).Where(role => !EvidenceSource.Of(role).IsTable)
                .Concat(requested.PoolsByModel.Select(pools => pools.Role))
                .Distinct(),
        ];
    }

    /// <summary>Sees that the documents of a part are those that it was cut from.</summary>
    /// <param name="settings">Of the run.</param>
    /// <param name="part">Of its corpus.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="PrerequisiteException">They are others.</exception>
    public void RequireSame(RunSettings settings, RunPart part, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(part);
        using var digest = new DocumentsDigest();
        foreach (var document in Read(settings, part))
        {
            cancellationToken.ThrowIfCancellationRequested();
            digest.Add(document);
        }

        if (digest.Count != part.Documents || digest.Finish() != part.Digest)
        {
            throw new PrerequisiteException(
                $"documents {part.From.Document + 1} to {part.From.Document + part.Documents} of "
                + $"{string.Join(", ", settings.Corpora.Select(corpus => corpus.Path))} are not those of the plan: "
                + "the corpus changed after planning; restore it, or plan anew");
        }
    }

    /// <summary>Gathers what is not known yet.</summary>
    /// <param name="settings">Of the run.</param>
    /// <param name="part">Of its corpus.</param>
    /// <param name="documents">Documents of the run.</param>
    /// <param name="role">One of <see cref="Roles"/>.</param>
    /// <param name="cancellationToken">Stops between texts; what was gathered is kept.</param>
    /// <exception cref="ModelException">The model cannot be asked.</exception>
    public async Task<PartOutcome> GatherAsync(RunSettings settings, RunPart part, long documents, ModelRole role, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(part);
        var tally = new Tally();
        tally.Begin(documents, 0);
        return settings.Extraction is { } extraction
            ? await WindowsAsync(settings, extraction, part, role, tally, cancellationToken)
            : await DocumentsAsync(settings, part, role, tally, cancellationToken);
    }

    /// <summary>Gathers what a test of the order of documents needs of the shards in a part.</summary>
    /// <param name="settings">Name the model.</param>
    /// <param name="test">How documents are cut and reordered.</param>
    /// <param name="part">From the start of one shard to the end of another.</param>
    /// <param name="documents">Documents in all.</param>
    /// <param name="cancellationToken">Stops between texts; what was gathered is kept.</param>
    /// <exception cref="ModelException">The model cannot be asked.</exception>
    public async Task<PartOutcome> GatherOrdersAsync(
        RunSettings settings, ExchangeabilitySettings test, RunPart part, long documents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(part);
        var outcome = new PartOutcome();
        using var scorer = models.Open(ModelRole.Target, settings);
        var gatherer = GathererOf(scorer, outcome);
        List<string> texts = [.. Read(settings, part).Select(document => document.Text)];
        var probe = new ExchangeabilityProbe(null, scorer, progress);
        await probe.GatherPartAsync(gatherer, texts, part.From.Document, documents, test, cancellationToken);
        outcome.Add(gatherer.Cost);
        return outcome;
    }

    /// <summary>Asks one model the questions about the documents of a part, or has it write what others are asked about.</summary>
    /// <param name="settings">Name models and corpora.</param>
    /// <param name="questions">What is asked.</param>
    /// <param name="part">Of the corpus.</param>
    /// <param name="role">Target, reference or <see cref="PartQuestions.WriterRole"/>.</param>
    /// <param name="cancellationToken">Stops between requests; what was replied is kept.</param>
    /// <exception cref="ModelException">The model cannot be asked.</exception>
    /// <exception cref="PrerequisiteException">What the writer writes is not known yet.</exception>
    public async Task<PartOutcome> AskAsync(
        RunSettings settings, PartQuestions questions, RunPart part, ModelRole role, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(part);
        using var writer = questions.Writer is { } own ? Chat(ModelRole.Target, own) : null;
        using var model = role == PartQuestions.WriterRole ? null : Chat(role, settings);
        var chat = model ?? writer ?? throw new InvalidOperationException("Nobody writes.");
        Opened?.Invoke(chat.Model, chat.Policy);
        var recorder = new ChatRecorder(log, 0, chat, toolVersion, time);
        var asked = new Asker(recorder, role, progress);

        // The writer's own task asks nobody else, and all others take what it wrote.
        var (target, writes) = model is null
            ? (Alone(chat, ModelRole.Target, _ => { }), asked)
            : (asked, writer is null ? null : Alone(writer, PartQuestions.WriterRole, _ => throw new PrerequisiteException(
                $"{role} is asked about what {PartQuestions.WriterRole} writes, and some of that is missing: work on the same task of it first")));
        await questions.Method.AskAsync(target, writes, QuestionProbe.Read(settings, part), cancellationToken);
        var outcome = new PartOutcome();
        outcome.Add(recorder, chat.Tokens);
        return outcome;

        RationedChat Chat(ModelRole opened, RunSettings from) =>
            new(new PlainTextChat(models.OpenGenerator(opened, from)), new QuestionBudget(null, null));

        Asker Alone(IChatModel of, ModelRole part, Action<WantedReply> missing) =>
            new(ChatRecorder.OfLogAlone(log, 0, of, missing), part, new Progress<ProbeProgress>());
    }

    private async Task<PartOutcome> DocumentsAsync(RunSettings settings, RunPart part, ModelRole role, Tally tally, CancellationToken cancellationToken)
    {
        var (requested, outcome) = (RunRequests.Of(settings), new PartOutcome());
        foreach (var (_, requests) in requested.ByModel.Where(pass => pass.Role == role))
        {
            using var scorer = models.Open(role, settings);
            var gatherer = GathererOf(scorer, outcome);
            var shots = new ShotPrefixes(settings, requests, new ChatRecords(models, settings));
            var pass = new ModelPass(null, 0, gatherer, scorer, requests, shots, tally) { Progress = ($"scoring {role}", progress) };
            await pass.ExecuteAsync(Read(settings, part), part.Documents, cancellationToken);
            outcome.Add(gatherer.Cost);
        }

        foreach (var request in requested.PoolsByModel.Where(pools => pools.Role == role && !ScoresOnly).SelectMany(pools => pools.Requests))
        {
            using var generator = models.OpenGenerator(role, settings);
            var recorder = RecorderOf(generator);
            var pass = new ContinuationPass(null, 0, recorder, request, settings.Seed, tally) { Progress = ($"continuing with {role}", progress) };
            await pass.ExecuteAsync(Read(settings, part), part.Documents, cancellationToken);
            outcome.Add(recorder);
        }

        return outcome;
    }

    private async Task<PartOutcome> WindowsAsync(
        RunSettings settings, ExtractionSettings extraction, RunPart part, ModelRole role, Tally tally, CancellationToken cancellationToken)
    {
        var outcome = new PartOutcome();
        var cutter = new WindowCutter(models, settings, extraction);
        if (role != ModelRole.Target)
        {
            // Says by which tokens texts are cut.
            using var target = models.OpenWindows(ModelRole.Target, settings);
            using var own = cutter.For(ModelRole.Target, target);
        }

        using var scorer = models.OpenWindows(role, settings);
        using var plan = cutter.For(role, scorer);
        var gatherer = GathererOf(scorer, outcome);
        var questions = new WindowQuestions(role, scorer, extraction, settings.Seed);
        var pass = new WindowPass(null, 0, gatherer, questions, plan.Windows, tally) { Progress = ($"windows of {role}", progress), AsksAll = true };
        await pass.ExecuteAsync(Read(settings, part), null, cancellationToken);
        outcome.Add(gatherer.Cost);
        if (extraction.Draws > 0 && !ScoresOnly)
        {
            using var generator = models.OpenGenerator(role, settings);
            var recorder = RecorderOf(generator);
            var draws = new DrawPass(recorder, role, plan.Windows, (extraction, settings.Seed), tally) { Progress = ($"drawing with {role}", progress) };
            await draws.ExecuteAsync(Read(settings, part), cancellationToken);
            outcome.Add(recorder);
        }

        return outcome;
    }

    private IEnumerable<ReadDocument> Read(RunSettings settings, RunPart part) =>
        RunCorpus.ReadDocuments(settings, TakesPlainTexts ? null : new ChatRecords(models, settings), part);

    private EvidenceGatherer GathererOf(IScorer scorer, PartOutcome outcome)
    {
        Opened?.Invoke(scorer.Model, scorer.Policy);
        if (AsksNobody)
        {
            return EvidenceGatherer.OfStoreAlone(evidence, scorer, key => evidence.FindFailedEvidence(key)?.Reason);
        }

        return new EvidenceGatherer(evidence, scorer)
        {
            Failed = text =>
            {
                outcome.Failed++;
                evidence.AddFailedEvidence(text.Text.Key, new FailedEvidence(scorer.Model.Fingerprint, scorer.Policy, text.WhyNone, time.GetUtcNow()));
            },
        };
    }

    private AttemptRecorder RecorderOf(IGenerator generator)
    {
        Opened?.Invoke(generator.Model, generator.Policy);
        return new AttemptRecorder(log, 0, generator, toolVersion, time);
    }
}

/// <summary>What is asked about documents in parts.</summary>
/// <param name="Method">One that asks about each document by itself.</param>
/// <param name="Writer">Settings whose target writes what the models are asked about; null if nobody does.</param>
public sealed record PartQuestions(IQuestionMethod Method, RunSettings? Writer)
{
    /// <summary>The part of the model that writes.</summary>
    public static ModelRole WriterRole { get; } = new("paraphraser");
}

/// <summary>What was gathered of a part.</summary>
public sealed record PartOutcome
{
    /// <summary>Texts or windows, those that cannot be asked about included.</summary>
    public long Texts { get; private set; }

    /// <summary>Of these, known before.</summary>
    public long Cached { get; private set; }

    /// <summary>Of these, without an answer, which they may have another time.</summary>
    public long Failed { get; internal set; }

    /// <summary>Attempts that were made.</summary>
    public long Attempts { get; private set; }

    /// <summary>Tokens fed to score, and produced.</summary>
    public long Tokens { get; private set; }

    internal void Add(GatheringCost cost) =>
        (Texts, Cached, Tokens) = (Texts + cost.Texts + cost.Impossible, Cached + cost.Cached, Tokens + cost.Tokens);

    internal void Add(ChatRecorder recorder, long tokens) => (Texts, Cached, Failed, Attempts, Tokens) =
        (Texts + recorder.Found + recorder.Asked, Cached + recorder.Found, Failed + recorder.Failures, Attempts + recorder.Asked, Tokens + tokens);

    internal void Add(AttemptRecorder recorder) => (Failed, Attempts, Tokens) =
        (Failed + recorder.Failures, Attempts + recorder.Generated, Tokens + recorder.ProducedTokens);
}
