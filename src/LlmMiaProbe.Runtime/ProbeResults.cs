using LlmMiaProbe.Corpora;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Runtime;

/// <summary>What a run of membership found. It stays in the store; scores are read from there when they are asked for.</summary>
public sealed class MembershipResult
{
    private readonly IProbeStore _store;

    internal MembershipResult(IProbeStore store, long run) =>
        (_store, Run, Evaluation) = (store, store.RequireRun(run), StoredEvaluation.Find(store, run)
            ?? throw new InvalidOperationException($"Run {run} was not evaluated."));

    public RunRecord Run { get; }

    /// <summary>What the scores say together: AUCs with intervals, decisions, the headline.</summary>
    public RunEvaluation Evaluation { get; }

    /// <summary>
    /// Every score of every attack, document by document in the order of the corpus, streamed. Not to be read after the probe is disposed
    /// of.
    /// </summary>
    public IEnumerable<DocumentScore> Scores()
    {
        using var documents = _store.ReadDocuments(Run.Id).GetEnumerator();
        foreach (var stored in _store.ReadScores(Run.Id))
        {
            while (documents.Current?.Ordinal != stored.Ordinal && documents.MoveNext())
            {
                // Scores come in the order of the documents; one without scores is passed over.
            }

            yield return new DocumentScore(documents.Current?.Id ?? "", documents.Current?.Label ?? Membership.Unknown, stored.Attack, stored.Score);
        }
    }
}

/// <summary>The score of one attack on one document.</summary>
/// <param name="Document">Its id.</param>
/// <param name="Label">What is known of it.</param>
/// <param name="Attack">With all parameters spelled out.</param>
/// <param name="Score">Higher means more likely a member; or why there is none.</param>
public sealed record DocumentScore(string Document, Membership Label, string Attack, AttackScore Score);

/// <summary>What a run of extraction measured. It stays in the store.</summary>
public sealed class ExtractionResult
{
    internal ExtractionResult(IProbeStore store, long run) =>
        (Run, Evaluation) = (store.RequireRun(run), ExtractionEvaluation.Find(store, run)
            ?? throw new InvalidOperationException($"Run {run} was not evaluated."));

    public RunRecord Run { get; }

    /// <summary>Document by document.</summary>
    public ExtractionEvaluation Evaluation { get; }
}
