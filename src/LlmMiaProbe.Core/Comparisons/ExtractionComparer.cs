using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Comparisons;

/// <summary>What the targets of two extraction runs emit.</summary>
internal sealed class ExtractionComparer(IProbeStore store)
{
    private static readonly string s_request = WindowRequest.Of(ModelRole.Target);

    public RunComparison Compare(RunComparison comparison, IReadOnlyList<DocumentPair> pairs)
    {
        var (earlier, later) = (Summaries(comparison.Earlier.Id), Summaries(comparison.Later.Id));
        var measured = pairs
            .Where(pair => earlier.ContainsKey(pair.Earlier.Ordinal) && later.ContainsKey(pair.Later.Ordinal))
            .Select(pair => (Pair: pair, Earlier: earlier[pair.Earlier.Ordinal], Later: later[pair.Later.Ordinal]))
            .ToList();
        var totals = Enumerable.Range(0, ExtractionThresholds.Coverage.Count)
            .Select(i => measured.Select(entry => Counts(entry.Earlier, entry.Later, i)).Aggregate(default(PairedCounts), (sum, unit) => sum + unit))
            .ToList();
        if (totals[0].Change is null)
        {
            throw new ConfigurationException(
                $"No document of both runs was measured in both run {comparison.Earlier.Id} and run {comparison.Later.Id}, so there is nothing to compare.");
        }

        var (units, note) = Units(comparison, measured);
        List<CoverageChange> coverage = [.. ExtractionThresholds.Coverage.Select((threshold, i) => new CoverageChange(
            threshold,
            (double)totals[i].Earlier / totals[i].OfEarlier,
            (double)totals[i].Later / totals[i].OfLater,
            units.Count == 0
                ? null
                : PairedShare.Change([.. units.Select(unit => unit[i])], comparison.Later.Settings.Resamples, comparison.Later.Settings.Seed)))];
        return comparison with
        {
            Coverage = coverage,
            CoverageIntervals = coverage.Exists(change => change.Change is { } estimate && estimate.Low == estimate.High)
                ? $"{note} {IntervalStatement.WithoutWidth}"
                : note,
            Exposure = [.. ExtractionThresholds.Coverage.Select(threshold => ExposureChange.Of(
                $"of which a window is emitted with a probability of {threshold.ToString(".###", System.Globalization.CultureInfo.InvariantCulture)} or more",
                threshold,
                measured.Select(
                    entry => (entry.Pair.Later.Ordinal, entry.Pair.Later.Id, IsExposed(entry.Earlier, threshold), IsExposed(entry.Later, threshold)))))],
        };
    }

    private static bool IsExposed(WindowSummary summary, double threshold) => (float)summary.BestLogPz >= (float)Math.Log(threshold);

    // Documents of one group are one unit; of fewer units than can be drawn from, pieces of text are.
    private (IReadOnlyList<PairedCounts[]> Units, string Note) Units(
        RunComparison comparison, List<(DocumentPair Pair, WindowSummary Earlier, WindowSummary Later)> measured)
    {
        var units = measured
            .GroupBy(entry => entry.Pair.Later.Group is { } group ? $"group {group}" : $"document {entry.Pair.Later.Ordinal}", StringComparer.Ordinal)
            .Select(
                same => Enumerable.Range(0, ExtractionThresholds.Coverage.Count)
                    .Select(i => same.Select(entry => Counts(entry.Earlier, entry.Later, i)).Aggregate((a, b) => a + b))
                    .ToArray())
            .ToList();
        if (units.Count >= IntervalStatement.FewestGroups)
        {
            return (units, ChangeStatement.ByUnit(units.Count, measured.Count, FewUnits.Widening(units.Count)));
        }

        store.RequireEvidence(comparison.Earlier);
        store.RequireEvidence(comparison.Later);
        var pieces = new TextPieces(store, s_request);
        var cut = measured
            .SelectMany(entry => pieces.Cut((comparison.Earlier.Id, entry.Pair.Earlier.Ordinal), (comparison.Later.Id, entry.Pair.Later.Ordinal)))
            .ToList();
        return cut.Count >= IntervalStatement.FewestGroups
            ? (cut, ChangeStatement.ByPiece(cut.Count, measured.Count, FewUnits.Widening(cut.Count)))
            : ([], ChangeStatement.NoUnits(cut.Count));
    }

    private static PairedCounts Counts(WindowSummary earlier, WindowSummary later, int threshold) =>
        new(earlier.CharactersAtLeast[threshold], earlier.CoveredCharacters, later.CharactersAtLeast[threshold], later.CoveredCharacters);

    private Dictionary<long, WindowSummary> Summaries(long run)
    {
        var evaluation = ExtractionEvaluation.Find(store, run) ?? throw new InvalidOperationException($"Run {run} has no evaluation.");
        var summaries = evaluation.Documents
            .SelectMany(document => document.Summaries.Where(summary => summary.Request == s_request).Select(summary => (document.Ordinal, summary)))
            .ToDictionary(entry => entry.Ordinal, entry => entry.summary);
        return summaries.Values.Any(summary => summary.AtMost is not null) ? throw BoundsOnly($"Run {run}") : summaries;
    }

    /// <summary>What is hidden in one run may be more than what differs between two.</summary>
    public static ConfigurationException BoundsOnly(string run) =>
        new(
            $"{run} asks an endpoint that shows p_z only between bounds, and a change between bounds cannot be told from what is hidden: "
            + "compare runs of a GGUF file, or of an endpoint that scores given text.");
}

/// <summary>The share of characters that the target emits with a probability or more, in two runs, over the documents that both measured.</summary>
/// <param name="Threshold">The probability p_z.</param>
/// <param name="Earlier">Share in the earlier run.</param>
/// <param name="Later">Share in the later run.</param>
/// <param name="Change">The later less the earlier with a paired bootstrap interval; null if there is too little to draw from.</param>
public sealed record CoverageChange(double Threshold, double Earlier, double Later, Estimate? Change);
