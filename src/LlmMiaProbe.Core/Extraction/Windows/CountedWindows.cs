using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Extraction;

/// <summary>Cuts texts as another plan does, and counts what the windows cover.</summary>
/// <param name="plan">The other plan.</param>
internal sealed class CountedWindows(IWindowPlan plan) : IWindowPlan
{
    public long Windows { get; private set; }

    /// <summary>Characters of all texts that were cut.</summary>
    public long Characters { get; private set; }

    /// <summary>Characters of them that lie under the suffix of a window, each once.</summary>
    public long CoveredCharacters { get; private set; }

    /// <summary>Characters under all suffixes, however often.</summary>
    public long SuffixCharacters { get; private set; }

    public IEnumerable<ExtractionWindow> Plan(string text) => Count(text.Length, plan.Plan(text));

    public IEnumerable<ExtractionWindow> Plan(RenderedText text) => Count(text.Text.Length, plan.Plan(text));

    private IEnumerable<ExtractionWindow> Count(int characters, IEnumerable<ExtractionWindow> windows)
    {
        Characters += characters;
        var covered = 0;
        foreach (var window in windows)
        {
            Windows++;
            SuffixCharacters += window.Place.SuffixEnd - window.Place.SuffixStart;
            CoveredCharacters += Math.Max(0, window.Place.SuffixEnd - Math.Max(covered, window.Place.SuffixStart));
            covered = Math.Max(covered, window.Place.SuffixEnd);
            yield return window;
        }
    }
}
