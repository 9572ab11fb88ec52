using LlmMiaProbe.Attacks;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Shadows;

namespace LlmMiaProbe.Probing;

/// <summary>What the shadow models of a stored run give its documents, read in step with them.</summary>
internal sealed class ShadowReader(IProbeStore store, RunRecord run) : IDisposable
{
    private static readonly string s_target = EvidenceRequest.Target(TextVariant.Plain).Name;

    private readonly IEnumerator<DocumentShadow> _rows = store.ReadShadows(run.Id).GetEnumerator();

    /// <param name="document">The next document of the run.</param>
    /// <param name="evidence">Its token scores by request.</param>
    public ShadowScores Read(RunDocument document, IReadOnlyDictionary<string, TokenScores> evidence)
    {
        var (trained, others, missing) = (new List<double>(), new List<double>(), (string?)null);
        foreach (var model in run.Settings.Shadows)
        {
            if (!_rows.MoveNext() || _rows.Current.Ordinal != document.Ordinal || _rows.Current.Shadow != model.Number)
            {
                throw new PrerequisiteException(
                    $"The store {store.Location} does not say what run {run.Id} knew of shadow {model.Number} and document '{document.Id}': "
                    + "go on with `mia-probe resume`, or start a new run.");
            }

            var (score, reason) = Score(model, _rows.Current, evidence);
            missing ??= reason;
            (_rows.Current.IsTrainedOn ? trained : others).Add(score);
        }

        return new ShadowScores(trained, others, missing);
    }

    public void Dispose() => _rows.Dispose();

    private static (double Score, string? Reason) Score(ShadowModel model, DocumentShadow row, IReadOnlyDictionary<string, TokenScores> evidence)
    {
        if (model.IsImported)
        {
            return (row.MeanLogProb ?? 0, row.MeanLogProb is null ? $"{Path.GetFileName(model.File)} has no score of {model.Name} for it" : null);
        }

        if (!evidence.TryGetValue($"{model.Role}/{TextVariant.Plain.Id}", out var scores))
        {
            return (0, $"the run has no scores of {model.Name} for it");
        }

        return scores.Count == 0 ? (0, Reasons.NoScoredToken)
            : evidence.TryGetValue(s_target, out var target) && !target.Tokens.AsSpan().SequenceEqual(scores.Tokens)
                ? (0, $"{model.Name} and the target scored different tokens of this text, as happens when only one of them puts a BOS before it: "
                    + "add --bos never, or --bos always if all models have one")
                : (scores.MeanLogProb, null);
    }
}

/// <summary>Mean log-probabilities of one document under the shadow models of a run, nats.</summary>
/// <param name="In">Under those trained on it.</param>
/// <param name="Out">Under the others.</param>
/// <param name="Missing">Why a shadow model has none; null if all have one.</param>
internal sealed record ShadowScores(IReadOnlyList<double> In, IReadOnlyList<double> Out, string? Missing);
