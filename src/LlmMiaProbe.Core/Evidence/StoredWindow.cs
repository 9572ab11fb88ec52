using LlmMiaProbe.Extraction;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Evidence;

/// <summary>A window as stored.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Request">See <see cref="WindowRequest"/>.</param>
/// <param name="Scores">The scores of its suffix.</param>
public sealed record StoredWindow(WindowPlace Place, string Request, TokenScores Scores)
{
    /// <summary>Brings together what was asked of one start; the windows are in order of their starts.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, StoredWindow>> ByStart(IEnumerable<StoredWindow> windows)
    {
        var same = new Dictionary<string, StoredWindow>(StringComparer.Ordinal);
        var start = -1;
        foreach (var window in windows)
        {
            if (window.Place.Start != start && same.Count > 0)
            {
                yield return same;
                same = new Dictionary<string, StoredWindow>(StringComparer.Ordinal);
            }

            start = window.Place.Start;
            same.Add(window.Request, window);
        }

        if (same.Count > 0)
        {
            yield return same;
        }
    }
}
