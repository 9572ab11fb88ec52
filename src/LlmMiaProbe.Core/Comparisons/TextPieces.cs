using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Comparisons;

/// <summary>
/// Cuts a document into pieces that stand for themselves, as a block bootstrap wants them (Künsch 1989, Annals of Statistics
/// 17): characters under one window stand or fall together, so a piece is several windows long.
/// </summary>
internal sealed class TextPieces(IProbeStore store, string request)
{
    /// <summary>Windows laid end to end in a piece.</summary>
    public const int WindowsLong = 4;

    /// <summary>Counts by piece and threshold; pieces that either run did not cover are left out.</summary>
    /// <param name="earlier">Run and place of the document in it.</param>
    /// <param name="later">Run and place of the document in it.</param>
    public IEnumerable<PairedCounts[]> Cut((long Run, long Ordinal) earlier, (long Run, long Ordinal) later)
    {
        var (before, longestBefore) = Read(earlier);
        var (after, longestAfter) = Read(later);
        var length = WindowsLong * Math.Max(longestBefore, longestAfter);
        if (length == 0)
        {
            yield break;
        }

        var end = Math.Max(before.Series.Length, after.Series.Length);

        // What is left over at the end belongs to the last piece.
        for (var start = 0; start < Math.Max(1, end / length * length); start += length)
        {
            var until = end - start < 2 * length ? end : start + length;
            PairedCounts[] counts = [.. ExtractionThresholds.Coverage.Select(threshold => new PairedCounts(
                before.CountAtLeast(threshold, start, until), before.CountAtLeast(0, start, until),
                after.CountAtLeast(threshold, start, until), after.CountAtLeast(0, start, until)))];
            if (counts[0].Change is not null)
            {
                yield return counts;
            }
        }
    }

    private (CharacterCoverage Coverage, int Longest) Read((long Run, long Ordinal) document)
    {
        var coverage = new CharacterCoverage();
        var longest = 0;
        foreach (var window in store.ReadWindows(document.Run, document.Ordinal).Where(window => window.Request == request))
        {
            coverage.Paint(window.Place, window.Scores.TotalLogProb);
            longest = Math.Max(longest, window.Place.SuffixEnd - window.Place.Start);
        }

        return (coverage, longest);
    }
}
