using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Evidence;

/// <summary>Keeps what models say of texts. Found by content, and shared by all runs.</summary>
public interface IEvidenceStore
{
    bool HasEvidence(EvidenceKey key);

    /// <summary>Stores evidence (a key that is there already is left as it is). That the model failed before is forgotten.</summary>
    /// <param name="key">Where it is found.</param>
    /// <param name="model">The model.</param>
    /// <param name="policy">See <see cref="IScorer.Policy"/>.</param>
    /// <param name="scores">What it says.</param>
    void AddEvidence(EvidenceKey key, ModelFingerprint model, string policy, TokenScores scores);

    /// <summary>Keeps that a model has no answer and never will have (a key that is there already is left as it is). The key then counts as answered.</summary>
    /// <param name="key">Of the evidence that it would be.</param>
    /// <param name="model">The model.</param>
    /// <param name="policy">See <see cref="IScorer.Policy"/>.</param>
    /// <param name="reason">A clause for people.</param>
    void AddNoAnswer(EvidenceKey key, ModelFingerprint model, string policy, string reason);

    /// <summary>
    /// Keeps that a model failed on a text, which may be tried again: the key does not count as answered. Of several failures the last one
    /// is kept; where there is an answer, none.
    /// </summary>
    void AddFailedEvidence(EvidenceKey key, FailedEvidence failure);

    /// <summary>How a model failed; null if it did not, or has answered since.</summary>
    FailedEvidence? FindFailedEvidence(EvidenceKey key);

    /// <summary>Under which policies there is evidence of a model, the one with most of it first.</summary>
    IReadOnlyList<EvidencePolicy> ReadPolicies(ModelFingerprint model);

    /// <summary>Why a model has no answer; null if it has one, or was not asked.</summary>
    string? FindNoAnswer(EvidenceKey key);

    TokenScores? FindEvidence(EvidenceKey key);
}
