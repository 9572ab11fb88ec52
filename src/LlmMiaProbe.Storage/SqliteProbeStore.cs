using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Files;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage.Maintenance;
using LlmMiaProbe.Storage.Sqlite;
using LlmMiaProbe.Storage.Tables;

namespace LlmMiaProbe.Storage;

/// <summary>
/// A store in one SQLite file (write-ahead log, synchronous NORMAL: a killed process loses nothing that was returned; a
/// power cut may lose the last calls, never the file). Several processes may use one store.
/// </summary>
/// <remarks>
/// Streams read the file page by page and hold no lock in between, so the store may be written while one is enumerated,
/// and the log can be folded back into the file meanwhile. A stream sees what was written before it gets there.
/// </remarks>
public sealed class SqliteProbeStore : IBrowsedStore
{
    private const int SealedSince = 13;

    private readonly StoreSession _session;
    private readonly FileTable _files;
    private readonly RunTable _runs;
    private readonly DocumentTable _documents;
    private readonly EvidenceTable _evidence;
    private readonly ScoreTable _scores;
    private readonly ShadowTable _shadows;
    private readonly WindowTable _windows;
    private readonly AttemptTable _attempts;
    private readonly VocabularyTable _vocabularies;
    private readonly AttemptChain _chain;
    private readonly RunSeals _seals;
    private readonly IdentityTable _identities;
    private readonly ShardTable _shards;
    private readonly StoreMerge _merge;
    private readonly BrowsedTables _browsed;

    internal SqliteProbeStore(StoreSession session)
    {
        var names = new InternedTexts(session, "names", "text");
        var fingerprints = new InternedTexts(session, "models", "fingerprint");
        _session = session;
        _files = new FileTable(session);
        _runs = new RunTable(session, fingerprints);
        _documents = new DocumentTable(session);
        _evidence = new EvidenceTable(session, _documents, fingerprints, names);
        _scores = new ScoreTable(session, names);
        _shadows = new ShadowTable(session);
        _windows = new WindowTable(session, _evidence, names);
        _chain = new AttemptChain(session);
        _attempts = new AttemptTable(session, fingerprints, names, _chain);
        _seals = new RunSeals(session);
        _vocabularies = new VocabularyTable(session);
        _identities = new IdentityTable(session);
        _shards = new ShardTable(session);
        _browsed = new BrowsedTables(session);
        _merge = new StoreMerge(session, new EvidenceMerge(session, _evidence, fingerprints, names), _attempts, _vocabularies, _identities, _shards);
    }

    public string Location => _session.Location;

    /// <summary>Opens a store for reading and writing; makes it, and its folder, if there is none.</summary>
    /// <exception cref="PrerequisiteException">The file is no store or of a newer version, or it cannot be made or written.</exception>
    public static SqliteProbeStore Open(string path) => new(StoreFile.OpenForWriting(path, after: Complete));

    /// <summary>
    /// The same for one process alone: others are refused as long as it is open. It then needs no memory that is shared between processes, which
    /// network file systems do not have.
    /// </summary>
    /// <exception cref="PrerequisiteException">As of any store, or another process has it open.</exception>
    public static SqliteProbeStore OpenAlone(string path) => new(StoreFile.OpenForWriting(path, TimeSpan.FromSeconds(1), after: Complete, isAlone: true));

    /// <summary>Opens a store for reading only, also on read-only media. Calls that write throw.</summary>
    /// <exception cref="PrerequisiteException">There is no store, or it is not one that this program can read.</exception>
    public static SqliteProbeStore OpenExisting(string path) => new(StoreFile.OpenForReading(path, Complete));

    /// <summary>Whether a store could not be used for a reason other than what is in it, such as a full disk; it may be whole.</summary>
    /// <param name="error">Of a call to a store.</param>
    public static bool IsOfDevice(PrerequisiteException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return StoreErrors.IsOfDevice(error);
    }

    public string? RecallFileHash(string path, FileIdentity identity) => _files.Recall(path, identity);

    public void RememberFileHash(string path, FileIdentity identity, string sha256) => _files.Remember(path, identity, sha256);

    public long BeginRun(RunSettings settings, string toolVersion, DateTimeOffset started)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (var hosted in new[] { settings.Hosted, settings.HostedReference })
        {
            // Before anything is kept under its fingerprint.
            if (hosted?.Identity is { } identity)
            {
                _identities.Keep(identity);
            }
        }

        return _runs.Begin(settings, toolVersion, started);
    }

    public IReadOnlyList<EndpointIdentity> ReadEndpointIdentities() => _identities.Read();

    public void KeepEndpointIdentity(EndpointIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        _identities.Keep(identity);
    }

    public void AtOneMoment(Action read) => _session.Read(read);

    public RunRecord? FindRun(long run) => _runs.Find(run);

    public void RequireUnaltered(long run) => _seals.Require(run);

    public long? FindNamed(string name) => _runs.FindNamed(name);

    public void SetRunName(long run, string? name) => _runs.SetName(run, name);

    public void SetRunNote(long run, string? note) => _runs.SetNote(run, note);

    public IReadOnlyList<RunRecord> ListRuns() => _runs.List();

    public void SetRecognised(long run, IReadOnlyList<string> notes) => _runs.SetRecognised(run, notes);

    public void SetRunModel(long run, RunModel model) => _runs.SetModel(run, model);

    public void AddUsage(long run, EndpointUsage usage) => _runs.AddUsage(run, usage);

    public void SetRunState(long run, RunStatus status, RunCounts counts) => _session.Write(() =>
    {
        _runs.SetState(run, status, counts);
        if (status == RunStatus.Finished)
        {
            _seals.Seal(run);
        }
        else
        {
            _seals.Break(run);
        }
    });

    public void AddDocuments(long run, IReadOnlyList<(RunDocument Document, string? Text)> documents) => _documents.Add(run, documents);

    public IEnumerable<RunDocument> ReadDocuments(long run) => _documents.Read(Whole(run));

    public void AddFacts(DocumentFacts facts) => _documents.AddFacts(facts);

    public string? FindText(ContentHash hash) => _documents.FindText(hash);

    public void AddShadows(long run, IReadOnlyList<DocumentShadow> shadows) => _shadows.Add(run, shadows);

    public IEnumerable<DocumentShadow> ReadShadows(long run) => _shadows.Read(Whole(run));

    public void AddDefects(long run, IReadOnlyList<CorpusDefect> defects) => _documents.AddDefects(run, defects);

    public IReadOnlyList<CorpusDefect> ReadDefects(long run) => _documents.ReadDefects(Whole(run));

    public void ResetRun(long run) => _documents.Reset(run);

    public void DropRun(long run) => _runs.Drop(run, _documents.Forget);

    public void DeleteRun(long run) => _runs.Delete(run, _documents.Forget);

    public long CopyRun(long parent, RunSettings settings, string toolVersion, DateTimeOffset started) =>
        _runs.Copy(parent, settings, toolVersion, started, (from, to) =>
        {
            _documents.Copy(from, to);
            _attempts.Copy(from, to);
        });

    public void AddVocabulary(string tokenizer, Vocabulary vocabulary) => _vocabularies.Add(tokenizer, vocabulary);

    public Vocabulary? FindVocabulary(string tokenizer) => _vocabularies.Find(tokenizer);

    public bool HasEvidence(EvidenceKey key) => _evidence.Has(key);

    public void AddEvidence(EvidenceKey key, ModelFingerprint model, string policy, TokenScores scores) => _evidence.Add(key, model, policy, scores);

    public void AddNoAnswer(EvidenceKey key, ModelFingerprint model, string policy, string reason) => _evidence.AddNoAnswer(key, model, policy, reason);

    public void AddFailedEvidence(EvidenceKey key, FailedEvidence failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        _evidence.AddFailed(key, failure);
    }

    public FailedEvidence? FindFailedEvidence(EvidenceKey key) => _evidence.FindFailed(key);

    public IReadOnlyList<EvidencePolicy> ReadPolicies(ModelFingerprint model) => _evidence.ReadPolicies(model);

    public string? FindNoAnswer(EvidenceKey key) => _evidence.FindNoAnswer(key);

    public TokenScores? FindEvidence(EvidenceKey key) => _evidence.Find(key);

    public void LinkEvidence(long run, IReadOnlyList<(long Ordinal, string Request, EvidenceKey Key)> links) => _evidence.Link(run, links);

    public IEnumerable<(RunDocument Document, IReadOnlyDictionary<string, TokenScores> Evidence)> ReadEvidence(long run) => _evidence.Read(Whole(run));

    public long CountPurged(long run) => _evidence.CountPurged(run);

    public void LinkWindows(long run, IReadOnlyList<WindowLink> links) => _windows.Link(run, links);

    public IEnumerable<StoredWindow> ReadWindows(long run, long ordinal) => _windows.Read(Whole(run), ordinal);

    public IReadOnlyList<UnmeasuredWindows> ReadUnmeasured(long run, long ordinal) => _windows.ReadUnmeasured(Whole(run), ordinal);

    public void AddFailure(long run, DocumentFailure failure) => _evidence.AddFailure(run, failure);

    public IReadOnlyList<DocumentFailure> ReadFailures(long run) => _evidence.ReadFailures(Whole(run));

    public void ReplaceScores(long run, IEnumerable<StoredScore> scores) => _session.Write(() =>
    {
        _scores.Replace(run, scores);
        _seals.RenewScores(run);
    });

    public IEnumerable<StoredScore> ReadScores(long run) => _scores.Read(Whole(run));

    public void SetEvaluation(long run, string json) => _session.Write(() =>
    {
        _runs.SetEvaluation(run, json);
        _seals.RenewEvaluation(run);
    });

    public string? FindEvaluation(long run)
    {
        _seals.RequireEvaluation(run);
        return _runs.FindEvaluation(run);
    }

    public Attempt? FindAttempt(AttemptKey key) => _attempts.Find(key);

    public Attempt? FindFailedAttempt(AttemptKey key) => _attempts.FindFailed(key);

    public IReadOnlyList<string> ReadAttemptPolicies(ModelFingerprint model) => _attempts.ReadPolicies(model);

    public void AddAttempt(long run, AttemptUse use, Attempt attempt) => _attempts.Add(run, use, attempt);

    public void KeepAttempt(Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        _attempts.Keep(attempt);
    }

    public IEnumerable<(AttemptUse Use, Attempt Attempt)> ReadAttempts(long run) => _attempts.Read(Whole(run));

    public IReadOnlyList<(AttemptUse Use, Attempt Attempt)> ReadAttempts(long run, ContentHash document, string purpose) =>
        _attempts.Read(Whole(run), document, purpose);

    public IReadOnlyList<AttemptSegment> ReadSegments() => _chain.Segments();

    public IEnumerable<AttemptLink> ReadLinks() => _chain.Links();

    /// <summary>States which part of a plan this store holds the evidence of. Stated anew, it must be the same.</summary>
    /// <exception cref="PrerequisiteException">It is another part, or one of another plan.</exception>
    public void SetShard(ShardPlace shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        _shards.Set(shard);
    }

    /// <summary>Which part of a plan this store holds the evidence of; null for any other store.</summary>
    public ShardPlace? FindShard() => _shards.Find();

    /// <summary>The shards that were merged into this store, in the order of plans, parts and restarts.</summary>
    public IReadOnlyList<MergedShard> ReadMergedShards() => _shards.ReadMerged();

    /// <summary>
    /// Takes the evidence, attempts, vocabularies and models at endpoints of other stores into this one; runs are not taken. To repeat it
    /// changes nothing, and after an interruption it goes on.
    /// </summary>
    /// <param name="shards">Paths of the other stores. Many at once are faster than one after the other.</param>
    /// <param name="now">When.</param>
    /// <param name="show">Told what became of each, in this order, also where it cannot be read.</param>
    /// <param name="cancellationToken">Ends it between two transactions.</param>
    /// <exception cref="ConfigurationException">A shard is this store.</exception>
    /// <exception cref="PrerequisiteException">This store cannot be written.</exception>
    public void Merge(IReadOnlyList<string> shards, DateTimeOffset now, Action<ShardMerge> show, CancellationToken cancellationToken) =>
        Merge(shards, now, EvidenceMerge.MostRows, show, cancellationToken);

    /// <summary>Reads the whole store and holds every row against what it must be.</summary>
    public StoreFindings Check() => new StoreAudit(_session, _runs, _attempts, _chain, _seals, _identities, _vocabularies).Run();

    /// <summary>Takes texts, prompts, produced texts and token ids out for good; hashes, scores and evaluations stay.</summary>
    /// <param name="document">Id of a document; null for all texts.</param>
    /// <param name="toolVersion">Version of this program.</param>
    /// <param name="made">Now.</param>
    /// <exception cref="ConfigurationException">No run has such a document.</exception>
    public PurgeResult Purge(string? document, string toolVersion, DateTimeOffset made) => new StorePurge(_session, _seals).Run(document, toolVersion, made);

    public void Dispose() => _session.Dispose();

    RunPage IBrowsedStore.FindRuns(RunQuery query) => _runs.FindPage(query);

    DocumentPage IBrowsedStore.FindDocuments(long run, DocumentQuery query) => _browsed.FindDocuments(run, query);

    IReadOnlyList<ContentHash> IBrowsedStore.FindHashes(string digits, int most) => _browsed.FindHashes(digits, most);

    IReadOnlyList<DocumentSighting> IBrowsedStore.FindSightings(ContentHash hash, int most) => _browsed.FindSightings(hash, most);

    IReadOnlyList<PlacedScore> IBrowsedStore.FindPlaces(long run, long ordinal, bool hasOwnCalibration, string? attack) =>
        _browsed.FindPlaces(run, ordinal, hasOwnCalibration, attack);

    AttemptPage IBrowsedStore.FindAttempts(long run, long offset, int length) => _attempts.FindPage(run, offset, length);

    RunAdvance IBrowsedStore.FindAdvance(long run) => _browsed.FindAdvance(run);

    internal void Merge(IReadOnlyList<string> shards, DateTimeOffset now, int batchRows, Action<ShardMerge> show, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shards);
        ArgumentNullException.ThrowIfNull(show);
        _merge.Run(shards, now, batchRows, show, cancellationToken);
    }

    // What the script of version 13 leaves to the program, in its transaction.
    internal static void Complete(StoreSession session, int version)
    {
        if (version == SealedSince)
        {
            var (fingerprints, names) = (new InternedTexts(session, "models", "fingerprint"), new InternedTexts(session, "names", "text"));
            new AttemptTable(session, fingerprints, names, new AttemptChain(session)).ChainAll();
            new RunSeals(session).SealAll();
        }
    }

    private long Whole(long run)
    {
        _seals.Require(run);
        return run;
    }
}
