using System.Reflection;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>A stored run whose documents bear other labels. What is computed from them is kept here, and the store is left as it is.</summary>
/// <remarks>A proxy, so that only what differs is written out.</remarks>
public class RelabelledRun : DispatchProxy
{
    private readonly List<StoredScore> _scores = [];
    private IProbeStore? _store;
    private Dictionary<string, Membership> _labels = [];

    /// <param name="store">Holds the run.</param>
    /// <param name="labels">Of every document, by its id.</param>
    public static IProbeStore Over(IProbeStore store, Dictionary<string, Membership> labels)
    {
        var run = Create<IProbeStore, RelabelledRun>();
        var proxy = (RelabelledRun)(object)run;
        (proxy._store, proxy._labels) = (store, labels);
        return run;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name switch
    {
        nameof(IProbeStore.ReadDocuments) => ((IEnumerable<RunDocument>?)Ask(targetMethod, args))?.Select(Relabelled),
        nameof(IProbeStore.ReadEvidence) => ((IEnumerable<(RunDocument Document, IReadOnlyDictionary<string, TokenScores> Evidence)>?)Ask(targetMethod, args))
            ?.Select(found => (Relabelled(found.Document), found.Evidence)),
        nameof(IProbeStore.ReplaceScores) => Keep((IEnumerable<StoredScore>?)args?[1] ?? []),
        nameof(IProbeStore.ReadScores) => _scores.AsEnumerable(),
        nameof(IProbeStore.SetEvaluation) or nameof(IProbeStore.FindEvaluation) => null,
        _ => Ask(targetMethod, args),
    };

    private object? Ask(MethodInfo? method, object?[]? args) => method?.Invoke(_store, args);

    private RunDocument Relabelled(RunDocument document) => document with { Label = _labels[document.Id] };

    private object? Keep(IEnumerable<StoredScore> scores)
    {
        _scores.Clear();
        _scores.AddRange(scores.OrderBy(score => score.Ordinal).ThenBy(score => score.Attack, StringComparer.Ordinal));
        return null;
    }
}
