using LlmMiaProbe.Defences;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>The stored windows of a run, with as much of their texts and tokens as filters of the output need.</summary>
/// <param name="store">Holds the run.</param>
/// <param name="run">The run.</param>
/// <param name="defences">What is simulated.</param>
/// <param name="scorer">The run's target, if a defence needs tokens.</param>
/// <param name="listed">Protected texts; null for each document itself.</param>
internal sealed class RunWindows(IProbeStore store, RunRecord run, IReadOnlyList<Defence> defences, IWindowScorer? scorer, IReadOnlyList<string>? listed)
{
    private static readonly ListedTexts s_none = new([]);

    private readonly bool _needsText = defences.Any(defence => defence.NeedsText);
    private readonly ListedTexts? _shared = listed is null ? null : new ListedTexts(listed, scorer is null ? null : scorer.Tokenize);

    /// <summary>Document by document, as far as they did not fail; the windows of one are read while they are asked for.</summary>
    /// <exception cref="ConfigurationException">A text is needed that the run did not keep.</exception>
    public IEnumerable<IEnumerable<(IReadOnlyDictionary<string, StoredWindow> SameStart, FilteredWindow Filtered)>> Read(CancellationToken cancellationToken)
    {
        var failed = store.ReadFailures(run.Id).Select(failure => failure.Ordinal).ToHashSet();
        return store.ReadDocuments(run.Id).Where(document => !failed.Contains(document.Ordinal)).Select(document => Of(document, cancellationToken));
    }

    private IEnumerable<(IReadOnlyDictionary<string, StoredWindow> SameStart, FilteredWindow Filtered)> Of(
        RunDocument document, CancellationToken cancellationToken)
    {
        var text = _needsText ? TextOf(document) : "";
        var texts = _shared ?? (_needsText ? new ListedTexts([text], scorer is null ? null : scorer.Tokenize) : s_none);
        var planner = scorer is null ? null : new WindowPlanner(scorer, run.Settings.Extraction ?? new ExtractionSettings());
        using var cuts = (_needsText && document.Facts.RenderedOf(text) is { } rendered ? planner?.Plan(rendered) : planner?.Plan(text))?.GetEnumerator();
        foreach (var sameStart in StoredWindow.ByStart(store.ReadWindows(run.Id, document.Ordinal)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var place = sameStart.First().Value.Place;
            yield return (sameStart, new FilteredWindow(CutAt(place), _needsText ? text[place.SuffixStart..place.SuffixEnd] : "", texts));
        }

        // The tokenizer is the run's, so the windows are cut again where they were.
        ExtractionWindow? CutAt(WindowPlace place)
        {
            while (cuts?.MoveNext() == true)
            {
                if (cuts.Current.Place.Start == place.Start)
                {
                    return cuts.Current;
                }
            }

            return cuts is null
                ? null
                : throw new InvalidOperationException($"No window begins at character {place.Start} of document '{document.Id}' any more.");
        }
    }

    private string TextOf(RunDocument document) => store.FindText(document.Facts.Hash)
        ?? throw new ConfigurationException(
            $"{defences.First(defence => defence.NeedsText)} works on the texts of the documents, and run {run.Id} kept none (--no-text): "
            + "make the run again without it.");
}
