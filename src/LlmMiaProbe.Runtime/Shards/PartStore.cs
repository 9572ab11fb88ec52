using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Runtime;

/// <summary>The store of an attempt at a task. What earlier attempts hold is known, too, and stays where it is.</summary>
/// <param name="own">Takes what is new.</param>
/// <param name="earlier">Only read.</param>
internal sealed class PartStore(SqliteProbeStore own, IReadOnlyList<SqliteProbeStore> earlier) : IEvidenceStore, IAttemptLog
{
    public bool HasEvidence(EvidenceKey key) => own.HasEvidence(key) || earlier.Any(store => store.HasEvidence(key));

    public void AddEvidence(EvidenceKey key, ModelFingerprint model, string policy, TokenScores scores) => own.AddEvidence(key, model, policy, scores);

    public void AddNoAnswer(EvidenceKey key, ModelFingerprint model, string policy, string reason) => own.AddNoAnswer(key, model, policy, reason);

    public void AddFailedEvidence(EvidenceKey key, FailedEvidence failure) => own.AddFailedEvidence(key, failure);

    public FailedEvidence? FindFailedEvidence(EvidenceKey key) => own.FindFailedEvidence(key);

    public IReadOnlyList<EvidencePolicy> ReadPolicies(ModelFingerprint model) =>
    [
        .. earlier.Prepend(own).SelectMany(store => store.ReadPolicies(model)).GroupBy(one => one.Policy)
            .Select(same => new EvidencePolicy(same.Key, same.Sum(one => one.Count))),
    ];

    public IReadOnlyList<string> ReadAttemptPolicies(ModelFingerprint model) => own.ReadAttemptPolicies(model);

    public string? FindNoAnswer(EvidenceKey key) => First(store => store.FindNoAnswer(key));

    public TokenScores? FindEvidence(EvidenceKey key) => First(store => store.FindEvidence(key));

    public Attempt? FindAttempt(AttemptKey key) => First(store => store.FindAttempt(key));

    public Attempt? FindFailedAttempt(AttemptKey key) => First(store => store.FindFailedAttempt(key));

    /// <summary>There is no run here that could use it.</summary>
    public void AddAttempt(long run, AttemptUse use, Attempt attempt)
    {
        if (earlier.All(store => store.FindAttempt(attempt.Key) is null))
        {
            own.KeepAttempt(attempt);
        }
    }

    public void KeepAttempt(Attempt attempt) => own.KeepAttempt(attempt);

    public IEnumerable<(AttemptUse Use, Attempt Attempt)> ReadAttempts(long run) => own.ReadAttempts(run);

    public IReadOnlyList<(AttemptUse Use, Attempt Attempt)> ReadAttempts(long run, ContentHash document, string purpose) =>
        own.ReadAttempts(run, document, purpose);

    public IReadOnlyList<AttemptSegment> ReadSegments() => own.ReadSegments();

    public IEnumerable<AttemptLink> ReadLinks() => own.ReadLinks();

    private T? First<T>(Func<SqliteProbeStore, T?> find)
        where T : class => find(own) ?? earlier.Select(find).FirstOrDefault(found => found is not null);
}
