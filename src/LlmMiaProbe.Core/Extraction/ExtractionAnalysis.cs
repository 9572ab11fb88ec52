using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>Measures of extraction from stored evidence alone; no model and no text is needed.</summary>
public sealed class ExtractionAnalysis(IProbeStore store)
{
    // Target minus reference, and each minus what it makes of the suffix without the right prefix.
    private static readonly (string Of, string Minus)[] s_pairs =
    [
        (WindowRequest.Of(ModelRole.Target), WindowRequest.Of(ModelRole.Reference)),
        (WindowRequest.Of(ModelRole.Target), WindowRequest.Shuffled(ModelRole.Target)),
        (WindowRequest.Of(ModelRole.Reference), WindowRequest.Shuffled(ModelRole.Reference)),
    ];

    /// <summary>Makes a new run from the evidence of another, which stays as it is.</summary>
    /// <param name="run">The other one.</param>
    /// <param name="toolVersion">Version of this program.</param>
    /// <param name="started">Now.</param>
    /// <returns>The number of the new run, which is finished.</returns>
    /// <exception cref="ConfigurationException">There is no such run, or it did not finish.</exception>
    public long Again(long run, string toolVersion, DateTimeOffset started)
    {
        var record = store.RequireRun(run);
        return store.Recompute(record, record.Settings, toolVersion, started, copy => Analyze(copy));
    }

    /// <summary>Measures every document of a run that did not fail, and keeps the result.</summary>
    /// <exception cref="ConfigurationException">There is no such run.</exception>
    public ExtractionEvaluation Analyze(long run)
    {
        var before = ExtractionEvaluation.Find(store, run)
            ?? (store.FindRun(run)?.Parent is { } parent ? ExtractionEvaluation.Find(store, parent) : null);
        return Analyze(run, before?.Chat);
    }

    internal ExtractionEvaluation Analyze(long run, ChatSummary? chat)
    {
        var record = store.RequireRun(run);
        var failed = store.ReadFailures(record.Id).Select(failure => failure.Ordinal).ToHashSet();
        var draws = new DrawAnalysis(store, record, record.Settings.Extraction ?? new ExtractionSettings());
        var evaluation = new ExtractionEvaluation(
            [.. store.ReadDocuments(run).Where(document => !failed.Contains(document.Ordinal)).Select(document => Measure(run, document, draws))])
        {
            Chat = chat,
        };
        store.SetEvaluation(run, evaluation.ToJson());
        return evaluation;
    }

    /// <summary>The largest log p_z over each character of a document under one request.</summary>
    public CoverageEnds Series(long run, long ordinal, string request)
    {
        var coverage = new CoverageEnds();
        foreach (var window in store.ReadWindows(run, ordinal).Where(window => window.Request == request))
        {
            coverage.Paint(window.Place, window.Scores);
        }

        return coverage;
    }

    /// <summary>See <see cref="LikeliestWindows"/>.</summary>
    public IReadOnlyList<(WindowPlace Place, LogProbInterval LogPz)> Likeliest(long run, long ordinal, string request, int count) => LikeliestWindows.Of(
        store.ReadWindows(run, ordinal).Where(window => window.Request == request)
            .Select(window => (window.Place, new LogProbInterval(window.Scores.TotalLogProb, window.Scores.TotalHigh))),
        count);

    private ExtractedDocument Measure(long run, RunDocument document, DrawAnalysis draws)
    {
        var tallies = new SortedDictionary<string, WindowTally>(Comparer<string>.Create(TargetFirst));
        var differences = s_pairs.Select(pair => new DifferenceTally(pair.Of, pair.Minus)).ToList();
        var unmeasured = store.ReadUnmeasured(run, document.Ordinal);
        foreach (var sameStart in StoredWindow.ByStart(store.ReadWindows(run, document.Ordinal)))
        {
            foreach (var (request, window) in sameStart)
            {
                if (!tallies.TryGetValue(request, out var tally))
                {
                    tallies.Add(request, tally = new WindowTally(request, unmeasured));
                }

                tally.Add(window.Place, window.Scores);
            }

            var measures = sameStart.ToDictionary(entry => entry.Key, entry => WindowMeasures.Of(entry.Value.Scores), StringComparer.Ordinal);
            differences.ForEach(difference => difference.Add(measures));
        }

        List<WindowSummary> summaries = [.. tallies.Values.Select(tally => tally.Summarise())];
        // Bounds have no one difference.
        bool IsExact(string request) => summaries.Exists(summary => summary.Request == request && summary.AtMost is null);
        var exact = differences
            .Select(difference => difference.Summarise())
            .OfType<WindowDifference>()
            .Where(difference => IsExact(difference.Of) && IsExact(difference.Minus));
        return new ExtractedDocument(document.Ordinal, document.Id, summaries, [.. exact], draws.Measure(document))
            { IsConversation = document.Facts.Mask is not null };
    }

    // "target" comes after "reference", and "window" is shorter than "window(...)" and comes after "shuffled".
    private static int TargetFirst(string a, string b)
    {
        var byRole = string.CompareOrdinal(b.Split('/')[0], a.Split('/')[0]);
        return byRole != 0 ? byRole : (IsShuffled(a), IsShuffled(b)) switch
        {
            (false, true) => -1,
            (true, false) => 1,
            _ => string.CompareOrdinal(a, b),
        };
    }

    private static bool IsShuffled(string request) => request.EndsWith("/shuffled", StringComparison.Ordinal);
}
