using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Evidence;

/// <summary>Keeps what models say of texts. Found by content, and shared by all runs.</summary>
public interface IEvidenceStore
{
    bool HasEvidence(EvidenceKey key);

    /// <summary>Stores evidence (a key that is there already is left as it is).</summary>
    void AddEvidence(EvidenceKey key, ModelFingerprint model, TokenScores scores);

    /// <summary>Keeps that a model has no answer and never will have (a key that is there already is left as it is). The key then counts as answered.</summary>
    /// <param name="key">Of the evidence that it would be.</param>
    /// <param name="model">The model.</param>
    /// <param name="reason">A clause for people.</param>
    void AddNoAnswer(EvidenceKey key, ModelFingerprint model, string reason);

    /// <summary>Why a model has no answer; null if it has one, or was not asked.</summary>
    string? FindNoAnswer(EvidenceKey key);

    TokenScores? FindEvidence(EvidenceKey key);
}
