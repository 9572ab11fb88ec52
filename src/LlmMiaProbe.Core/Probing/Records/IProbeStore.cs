using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Files;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Probing;

/// <summary>
/// Keeps runs, evidence and scores. Every call is durable when it returns, and either happens wholly or not at all.
/// Evidence is found by content and shared by all runs. Not safe for concurrent use of one instance.
/// </summary>
/// <remarks>Any call may throw <see cref="PrerequisiteException"/> when the disk is full or the file cannot be written.</remarks>
public interface IProbeStore : IEvidenceStore, IAttemptLog, IDisposable
{
    /// <summary>Where the store is, for people.</summary>
    string Location { get; }

    /// <summary>SHA-256 of a file hashed before, if all that the system says of it is still the same; else null.</summary>
    string? RecallFileHash(string path, FileIdentity identity);

    void RememberFileHash(string path, FileIdentity identity, string sha256);

    /// <summary>Models at endpoints that were met before, in that order.</summary>
    IReadOnlyList<EndpointIdentity> ReadEndpointIdentities();

    /// <summary>Keeps who a model at an endpoint is. One that is there stays as it is, but for a name that it did not have.</summary>
    void KeepEndpointIdentity(EndpointIdentity identity);

    /// <summary>Reads the store as it is at one moment, whatever others write meanwhile. Nothing is written.</summary>
    void AtOneMoment(Action read);

    /// <summary>
    /// Begins a run with status <see cref="RunStatus.Running"/> and returns its id (1, 2, ...). The identities of its models at endpoints
    /// are kept first.
    /// </summary>
    long BeginRun(RunSettings settings, string toolVersion, DateTimeOffset started);

    /// <summary>Null if there is none, or it was deleted.</summary>
    RunRecord? FindRun(long run);

    /// <summary>Holds a finished run against what it was when it ended. What is read of a run calls this by itself.</summary>
    /// <exception cref="PrerequisiteException">Settings, models, documents, links, scores or evaluation were altered since.</exception>
    void RequireUnaltered(long run);

    /// <summary>The number of the run with this name, or null.</summary>
    long? FindNamed(string name);

    /// <summary>Sets or takes away a run's name, which no other run has.</summary>
    void SetRunName(long run, string? name);

    /// <summary>Sets or takes away what is noted about a run.</summary>
    void SetRunNote(long run, string? note);

    /// <summary>All runs, oldest first.</summary>
    IReadOnlyList<RunRecord> ListRuns();

    /// <summary>Puts what the records of a run that is under way turned out to be into its settings (<see cref="RunSettings.Recognised"/>).</summary>
    void SetRecognised(long run, IReadOnlyList<string> notes);

    void SetRunModel(long run, RunModel model);

    void SetRunState(long run, RunStatus status, RunCounts counts);

    /// <summary>Adds to what was asked of endpoints for a run.</summary>
    void AddUsage(long run, EndpointUsage usage);

    /// <summary>Adds documents to a run, with their text if it is to be kept (null leaves a text that is already there).</summary>
    void AddDocuments(long run, IReadOnlyList<(RunDocument Document, string? Text)> documents);

    /// <summary>Documents in order of ordinal, streamed.</summary>
    IEnumerable<RunDocument> ReadDocuments(long run);

    /// <summary>Fills in what is not known of a text that is there.</summary>
    void AddFacts(DocumentFacts facts);

    /// <summary>A kept text by content hash; null if it was not kept, or was purged.</summary>
    /// <exception cref="PrerequisiteException">The store holds another text in its place.</exception>
    string? FindText(ContentHash hash);

    /// <summary>Adds what a run knows of its shadow models and of documents that were added before.</summary>
    void AddShadows(long run, IReadOnlyList<DocumentShadow> shadows);

    /// <summary>In order of ordinal, then shadow, streamed.</summary>
    IEnumerable<DocumentShadow> ReadShadows(long run);

    void AddDefects(long run, IReadOnlyList<CorpusDefect> defects);

    IReadOnlyList<CorpusDefect> ReadDefects(long run);

    /// <summary>
    /// Forgets documents, shadows, defects, links, windows, failures and scores of a run, so that its corpus can be registered again.
    /// Evidence stays.
    /// </summary>
    void ResetRun(long run);

    /// <summary>Forgets a run altogether, as if it had never begun. Evidence stays.</summary>
    void DropRun(long run);

    /// <summary>
    /// Takes a run out of all lists, with its documents, scores and evaluation. Its number is never given again; evidence,
    /// texts and the log of attempts stay.
    /// </summary>
    void DeleteRun(long run);

    /// <summary>
    /// Begins a run with all that another one gathered (documents, defects, models, evidence, windows, shadows, failures and uses of
    /// attempts), without its scores and its evaluation; the other one stays as it is.
    /// </summary>
    /// <param name="parent">Its number.</param>
    /// <param name="settings">Of the new run.</param>
    /// <param name="toolVersion">Version of this program.</param>
    /// <param name="started">Now.</param>
    /// <returns>The number of the new run, which has the status <see cref="RunStatus.Running"/>.</returns>
    long CopyRun(long parent, RunSettings settings, string toolVersion, DateTimeOffset started);

    /// <summary>Keeps what the tokens of a tokenizer spell (one that is there already is left as it is).</summary>
    /// <param name="tokenizer">See <see cref="ModelDescription.Tokenizer"/>.</param>
    /// <param name="vocabulary">All its tokens.</param>
    void AddVocabulary(string tokenizer, Vocabulary vocabulary);

    /// <summary>Null if it was not kept.</summary>
    Vocabulary? FindVocabulary(string tokenizer);

    /// <summary>
    /// States that a document of a run is answered by this evidence, for each (ordinal, request name, key). An earlier failure of that
    /// request is forgotten.
    /// </summary>
    void LinkEvidence(long run, IReadOnlyList<(long Ordinal, string Request, EvidenceKey Key)> links);

    /// <summary>Documents with their linked evidence by request name, in order of ordinal, streamed.</summary>
    IEnumerable<(RunDocument Document, IReadOnlyDictionary<string, TokenScores> Evidence)> ReadEvidence(long run);

    /// <summary>Token scores and attempts of a run that were taken out for good, so that nothing can be computed from them anew.</summary>
    long CountPurged(long run);

    /// <summary>States that windows of a run's documents are answered by evidence.</summary>
    void LinkWindows(long run, IReadOnlyList<WindowLink> links);

    /// <summary>The windows of one document with their evidence, in order of their starts, streamed; without those that have no answer.</summary>
    IEnumerable<StoredWindow> ReadWindows(long run, long ordinal);

    /// <summary>The windows of one document that have no answer, in order of request, then reason.</summary>
    IReadOnlyList<UnmeasuredWindows> ReadUnmeasured(long run, long ordinal);

    void AddFailure(long run, DocumentFailure failure);

    /// <summary>In order of ordinal, then request.</summary>
    IReadOnlyList<DocumentFailure> ReadFailures(long run);

    /// <summary>Replaces all scores of a run in one transaction; the rows are streamed in.</summary>
    void ReplaceScores(long run, IEnumerable<StoredScore> scores);

    /// <summary>In order of ordinal, then attack id (ordinal comparison), streamed.</summary>
    IEnumerable<StoredScore> ReadScores(long run);

    /// <summary>Keeps the evaluation of a run as JSON.</summary>
    void SetEvaluation(long run, string json);

    string? FindEvaluation(long run);
}
