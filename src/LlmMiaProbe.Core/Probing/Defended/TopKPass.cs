using LlmMiaProbe.Defences;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>Decodes the texts of a finished run once more with its target, to see more of each distribution than the store keeps.</summary>
/// <param name="store">Holds the run.</param>
/// <param name="models">Open its target again.</param>
/// <param name="progress">Told after each document.</param>
internal sealed class TopKPass(IProbeStore store, IModelProvider models, IProgress<ProbeProgress> progress)
{
    /// <summary>The texts of all documents that did not fail, in every variant that the run's attacks asked the target for. Nothing is kept.</summary>
    /// <param name="run">A finished run of membership.</param>
    /// <param name="sizes">Each k, at least 1.</param>
    /// <param name="source">Names the model.</param>
    /// <param name="cancellationToken">Stops between texts.</param>
    /// <exception cref="ConfigurationException">The run kept no texts, or the model is another or evaluated otherwise.</exception>
    /// <exception cref="PrerequisiteException">The model's file is not there.</exception>
    public async Task<DecodedTopK> DecodeAsync(RunRecord run, IReadOnlyList<int> sizes, SimulationSource source, CancellationToken cancellationToken)
    {
        var decoded = new DecodedTopK(sizes);
        if (RunRequests.Of(run.Settings).ByModel.FirstOrDefault(model => model.Role == ModelRole.Target).Requests is not { } requests)
        {
            return decoded;
        }

        using var scorer = RunModelAgain.Open(models.Open, run, source, decodes: true);
        var prefixes = new ShotPrefixes(run.Settings, requests, new ChatRecords(models, run.Settings));
        var failed = store.ReadFailures(run.Id).Where(failure => failure.IsFatal).Select(failure => failure.Ordinal).ToHashSet();
        var (done, tokens) = (0L, 0L);
        progress.Report(new ProbeProgress("decoding once more", done, run.Counts.Documents, 0, 0, tokens));
        foreach (var document in store.ReadDocuments(run.Id).Where(document => !failed.Contains(document.Ordinal)))
        {
            var text = store.FindText(document.Facts.Hash)
                ?? throw new ConfigurationException(
                    $"topk={sizes[0]} decodes the texts of the documents once more, and run {run.Id} kept none (--no-text): make the run again without it.");
            var prepared = requests
                .SelectMany(request => Prepare(request.Name,
                    () => prefixes.Prepare(request.Variant, text, document.Facts.RenderedOf(text), scorer) with { TopK = sizes }))
                .ToList();
            var at = 0;
            await foreach (var scored in scorer.ScoreAllAsync([.. prepared.Select(entry => entry.Text)], cancellationToken))
            {
                if (scored.Scores is not null)
                {
                    decoded.Add(document.Ordinal, prepared[at].Request, scored.Hidden);
                    tokens += scored.Text.InputTokens;
                }

                at++;
            }

            progress.Report(new ProbeProgress("decoding once more", ++done, run.Counts.Documents, 0, 0, tokens));
        }

        return decoded;
    }

    // What the tokenizer rejects now it rejected in the run, which says so.
    private static IEnumerable<(string Request, PreparedText Text)> Prepare(string request, Func<PreparedText> prepare)
    {
        try
        {
            return prepare() is { ScoredTokens.Length: > 0 } text ? [(request, text)] : [];
        }
        catch (ModelException)
        {
            return [];
        }
    }
}
