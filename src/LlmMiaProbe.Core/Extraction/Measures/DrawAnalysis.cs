using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Extraction;

/// <summary>Counts draws close to their suffixes from the attempt log alone.</summary>
internal sealed class DrawAnalysis(IProbeStore store, RunRecord run, ExtractionSettings settings)
{
    /// <summary>One summary a model that drew anything after the prefixes of a document.</summary>
    public IReadOnlyList<DrawSummary> Measure(RunDocument document) => settings.Draws == 0
        ? []
        : [.. ExtractionRun.Roles(run.Settings).Select(role => Measure(document, role)).OfType<DrawSummary>()];

    private DrawSummary? Measure(RunDocument document, ModelRole role)
    {
        var (windows, hit, hits, draws, failed) = (0, 0, 0, 0, 0);
        var (best, bestHits, bestShare, fewest) = ((WindowPlace?)null, 0, 0.0, int.MaxValue);
        foreach (var window in store.ReadWindows(run.Id, document.Ordinal).Where(window => window.Request == WindowRequest.Of(role)))
        {
            var made = DrawsAfter(document, role, window);
            failed += settings.Draws - made.Count;
            if (made.Count == 0)
            {
                continue;
            }

            var drawn = SampledExtraction.Of(window.Scores.Tokens, made, settings.Epsilon);
            (windows, hit, hits, draws) = (windows + 1, hit + (drawn.Hits > 0 ? 1 : 0), hits + drawn.Hits, draws + drawn.Samples);
            fewest = Math.Min(fewest, drawn.Samples);
            if (drawn.Share > bestShare)
            {
                (best, bestHits, bestShare) = (window.Place, drawn.Hits, drawn.Share);
            }
        }

        return windows == 0
            ? null
            : new DrawSummary
            {
                Role = role.Name,
                Windows = windows,
                WindowsWithHit = hit,
                Hits = hits,
                Draws = draws,
                Failed = failed,
                Best = best,
                BestHits = bestHits,
                FewestDraws = fewest,
            };
    }

    /// <summary>Tokens of each draw. A run that went on under another build may have made one twice: the later one counts.</summary>
    private List<int[]> DrawsAfter(RunDocument document, ModelRole role, StoredWindow window)
    {
        var fingerprint = run.Models.First(model => model.Role == role).Model.Fingerprint;
        return
        [
            .. store.ReadAttempts(run.Id, document.Facts.Hash, AttemptPurpose.Window(window.Place.Start))
                .Where(entry => entry.Use.Role == role && entry.Attempt.Model == fingerprint && entry.Attempt.Outcome.Failure is null)
                .Select(entry => entry.Attempt.Outcome)
                .GroupBy(outcome => outcome.Request.Sample)
                .OrderBy(same => same.Key)
                .Select(same => same.Last().Tokens),
        ];
    }
}
