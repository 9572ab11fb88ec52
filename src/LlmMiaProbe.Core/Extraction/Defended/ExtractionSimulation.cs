using LlmMiaProbe.Decoding;
using LlmMiaProbe.Defences;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Extraction;

/// <summary>What a finished extraction run would have found if the target's endpoint defended itself. Keeps nothing.</summary>
/// <param name="store">Holds the run.</param>
/// <param name="models">Open the target for defences that work on tokens, or that texts are decoded for.</param>
/// <param name="progress">Told after each batch of windows that is decoded.</param>
public sealed class ExtractionSimulation(IProbeStore store, IModelProvider models, IProgress<ProbeProgress> progress)
{
    private const int WindowsWithoutDecoding = 64;

    private long _decoded;
    private long _tokens;

    /// <param name="run">A finished extraction run.</param>
    /// <param name="defences">Budgets say how often each window is drawn; every other defence is simulated by itself.</param>
    /// <param name="source">What may be used beside the store.</param>
    /// <param name="cancellationToken">Stops between windows.</param>
    /// <exception cref="ConfigurationException">
    /// The run asked an endpoint, a defence needs texts that the run did not keep, or the model is another or evaluated otherwise.
    /// </exception>
    /// <exception cref="PrerequisiteException">A defence needs the model, and its file is not there.</exception>
    public async Task<SimulatedExtraction> SimulateAsync(
        RunRecord run, IReadOnlyList<Defence> defences, SimulationSource source, CancellationToken cancellationToken)
    {
        if (run.Settings.Hosted is not null)
        {
            throw new ConfigurationException(
                $"Run {run.Id} asked an endpoint, which shows less than a model does already: defences on extraction are simulated on runs of a GGUF.");
        }

        var settings = run.Settings.Extraction ?? new ExtractionSettings();
        List<int> budgets = [.. defences.OfType<QueryBudget>().Select(budget => budget.Requests)];
        List<Defence> simulated = [.. defences.Where(defence => defence is not QueryBudget)];
        List<int> shown = [.. simulated.Select(defence => defence.ShownTokens).OfType<int>()];
        List<DefendedWindows> rows =
        [
            .. simulated.Prepend(null).SelectMany(defence => DefendedWindows.Of(defence, settings, budgets.Count > 0 ? budgets : budgets = [1])),
        ];
        using var scorer = simulated.Exists(defence => defence.NeedsTokens) ? RunModelAgain.Open(models.OpenWindows, run, source, shown.Count > 0) : null;
        var documents = 0;
        foreach (var document in new RunWindows(store, run, simulated, scorer, source.Listed).Read(cancellationToken))
        {
            foreach (var batch in document.Chunk(shown.Count > 0 && scorer is not null ? scorer.PreferredBatch : WindowsWithoutDecoding))
            {
                var hidden = shown.Count > 0 && scorer is not null ? await DecodeAsync(scorer, batch, shown, cancellationToken) : [];
                for (var i = 0; i < batch.Length; i++)
                {
                    rows.ForEach(row => row.Add(batch[i].SameStart, batch[i].Filtered, row.Defence?.ShownTokens is { } k ? hidden[i][shown.IndexOf(k)] : null));
                }
            }

            rows.ForEach(row => row.EndDocument());
            documents++;
        }

        return new SimulatedExtraction(documents, rows[0].Windows, rows[0].Characters, budgets, [.. rows.Select(row => row.Summarise())]);
    }

    private async Task<IReadOnlyList<IReadOnlyList<HiddenTokens>>> DecodeAsync(
        IWindowScorer scorer,
        (IReadOnlyDictionary<string, StoredWindow> SameStart, FilteredWindow Filtered)[] batch,
        IReadOnlyList<int> shown,
        CancellationToken cancellationToken)
    {
        var hidden = new List<IReadOnlyList<HiddenTokens>>(batch.Length);
        Report();
        List<PreparedText> texts =
        [
            .. batch
                .Select(window => window.Filtered.Cut)
                .OfType<ExtractionWindow>()
                .Select(cut => scorer.PrepareWindow(cut.Prefix, cut.Suffix, []) with { TopK = shown }),
        ];
        await foreach (var scored in scorer.ScoreAllAsync(texts, cancellationToken))
        {
            hidden.Add(scored.Scores is null ? throw new ModelException(scored.Failure ?? "the model gave no reason") : scored.Hidden);
            _tokens += scored.Text.InputTokens;
        }

        _decoded += batch.Length;
        Report();
        return hidden;
    }

    private void Report() => progress.Report(new ProbeProgress("decoding windows once more", _decoded, null, 0, 0, _tokens));
}

/// <summary>What an extraction run would have found under one defence and one decoding.</summary>
/// <param name="Defence">Null for none.</param>
/// <param name="Scheme">How text is drawn.</param>
/// <param name="AtLeast">With every p_z as small as it may be; null if nothing can be told of it.</param>
/// <param name="AtMost">As large as it may be; the same object where p_z is known.</param>
public sealed record DefendedExtraction(Defence? Defence, DecodingScheme Scheme, EmissionFigures? AtLeast, EmissionFigures? AtMost);

/// <summary>An extraction run as it is and under defences. Nothing of it is kept.</summary>
/// <param name="Documents">Documents with windows.</param>
/// <param name="Windows">Their windows.</param>
/// <param name="Characters">Characters under a suffix: what the shares are of.</param>
/// <param name="Budgets">Draws a window; one if no budget was named.</param>
/// <param name="Rows">First as it is, a row for each decoding that the run measured; then a row for each defence and decoding that is left.</param>
public sealed record SimulatedExtraction(int Documents, int Windows, long Characters, IReadOnlyList<int> Budgets, IReadOnlyList<DefendedExtraction> Rows);
