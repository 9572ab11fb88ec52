using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Extraction;

/// <summary>What one model is asked about a window, with the names of the answers.</summary>
internal sealed class WindowQuestions(ModelRole role, IWindowScorer scorer, ExtractionSettings settings, int seed)
{
    private readonly PrefixOrder? _shuffle = settings.ShuffledPrefix ? new PrefixOrder(settings.PrefixTokens, seed) : null;

    /// <summary>Forward passes a window.</summary>
    public int TextsPerWindow => _shuffle is null ? 1 : 2;

    /// <summary>All names, for people.</summary>
    public IEnumerable<string> Requests => [WindowRequest.Of(role), .. settings.Schemes.Select(scheme => WindowRequest.Under(role, scheme)), .. _shuffle is null ? (string[])[] : [WindowRequest.Shuffled(role)]];

    public IEnumerable<(PreparedText Text, IReadOnlyList<(string Request, EvidenceKey Key)> Answers)> About(ExtractionWindow window)
    {
        var text = scorer.PrepareWindow(window.Prefix, window.Suffix, settings.Schemes);
        yield return (text, [(WindowRequest.Of(role), text.Key), .. text.Schemes.Select(asked => (WindowRequest.Under(role, asked.Scheme), asked.Key))]);
        if (_shuffle is not null)
        {
            var shuffled = scorer.PrepareWindow(_shuffle.Apply(window.Prefix), window.Suffix, []);
            yield return (shuffled, [(WindowRequest.Shuffled(role), shuffled.Key)]);
        }
    }
}
