using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Extraction;

/// <summary>The windows of a document that come most easily and share no character of their suffixes, so that they are different passages.</summary>
public static class LikeliestWindows
{
    /// <summary>By the log p_z in nats that is certain, then by what is possible, then by place.</summary>
    /// <param name="windows">Of one document under one model.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<(WindowPlace Place, LogProbInterval LogPz)> Of(IEnumerable<(WindowPlace Place, LogProbInterval LogPz)> windows, int count)
    {
        var chosen = new List<(WindowPlace Place, LogProbInterval LogPz)>();
        foreach (var window in windows
            .OrderByDescending(window => window.LogPz.Low)
            .ThenByDescending(window => window.LogPz.High)
            .ThenBy(window => window.Place.Start))
        {
            if (chosen.Count == count)
            {
                break;
            }

            if (chosen.TrueForAll(other => window.Place.SuffixEnd <= other.Place.SuffixStart || other.Place.SuffixEnd <= window.Place.SuffixStart))
            {
                chosen.Add(window);
            }
        }

        return chosen;
    }
}
