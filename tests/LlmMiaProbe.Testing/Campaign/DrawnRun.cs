using System.Reflection;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Testing.Campaign;

/// <summary>A run of other documents, in another order and with other labels, over evidence that a store holds. What is computed from them is kept here, and the store is left as it is.</summary>
/// <remarks>A proxy, so that only what differs is written out.</remarks>
public class DrawnRun : DispatchProxy
{
    private readonly List<StoredScore> _scores = [];
    private IProbeStore? _store;
    private RunRecord? _record;
    private IReadOnlyList<(RunDocument Document, IReadOnlyDictionary<string, TokenScores> Evidence)> _documents = [];
    private string? _evaluation;

    /// <param name="store">Is asked for all else, such as texts.</param>
    /// <param name="record">Of the drawn run.</param>
    /// <param name="documents">In order.</param>
    internal static IProbeStore Over(IProbeStore store, RunRecord record, IReadOnlyList<(RunDocument Document, IReadOnlyDictionary<string, TokenScores> Evidence)> documents)
    {
        var run = Create<IProbeStore, DrawnRun>();
        var proxy = (DrawnRun)(object)run;
        (proxy._store, proxy._record, proxy._documents) = (store, record, documents);
        return run;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name switch
    {
        nameof(IProbeStore.FindRun) => _record,
        nameof(IProbeStore.ReadDocuments) => _documents.Select(entry => entry.Document),
        nameof(IProbeStore.ReadEvidence) => _documents.AsEnumerable(),
        nameof(IProbeStore.ReadFailures) => Array.Empty<DocumentFailure>(),
        nameof(IProbeStore.ReplaceScores) => Keep((IEnumerable<StoredScore>?)args?[1] ?? []),
        nameof(IProbeStore.ReadScores) => _scores.AsEnumerable(),
        nameof(IProbeStore.SetEvaluation) => _evaluation = (string?)args?[1],
        nameof(IProbeStore.FindEvaluation) => _evaluation,
        _ => targetMethod?.Invoke(_store, args),
    };

    private object? Keep(IEnumerable<StoredScore> scores)
    {
        _scores.Clear();
        _scores.AddRange(scores.OrderBy(score => score.Ordinal).ThenBy(score => score.Attack, StringComparer.Ordinal));
        return null;
    }
}
