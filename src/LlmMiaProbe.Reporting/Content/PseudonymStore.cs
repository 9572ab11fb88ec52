using System.Reflection;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>A store that tells everything about runs but the ids of their documents. Whatever reads it cannot forget to hide one.</summary>
public class PseudonymStore : DispatchProxy
{
    private IProbeStore? _store;
    private Pseudonyms? _names;

    /// <param name="store">The store, which is only read.</param>
    /// <param name="runs">Runs whose documents are given names, in this order.</param>
    public static IProbeStore Over(IProbeStore store, IEnumerable<long> runs)
    {
        var hidden = Create<IProbeStore, PseudonymStore>();
        var proxy = (PseudonymStore)(object)hidden;
        (proxy._store, proxy._names) = (store, new Pseudonyms(runs.SelectMany(store.ReadDocuments)));
        return hidden;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var names = _names ?? throw new InvalidOperationException("There is no store.");
        try
        {
            var told = targetMethod?.Invoke(_store, args);
            return told switch
            {
                IReadOnlyList<DocumentFailure> failures => failures.Select(failure => failure with
                {
                    Document = names.Of(failure.Document), Reason = names.In(failure.Reason),
                }).ToList(),
                IReadOnlyList<CorpusDefect> defects => defects.Select(defect => defect with { Reason = names.In(defect.Reason) }).ToList(),
                IEnumerable<RunDocument> documents => documents.Select(names.Of),
                IEnumerable<(RunDocument Document, IReadOnlyDictionary<string, TokenScores> Evidence)> evidence =>
                    evidence.Select(one => (names.Of(one.Document), one.Evidence)),
                IEnumerable<StoredScore> scores => scores.Select(score => score.Score.Reason is { } reason
                    ? score with { Score = AttackScore.NotApplicable(names.In(reason)) }
                    : score),
                string json when targetMethod?.Name == nameof(IProbeStore.FindEvaluation) => names.InJson(json),
                _ => told,
            };
        }
        catch (TargetInvocationException error) when (error.InnerException is { } inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }
}
