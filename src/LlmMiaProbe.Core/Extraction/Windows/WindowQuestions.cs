using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>What one model is asked about a window, with the names of the answers.</summary>
internal sealed class WindowQuestions(ModelRole role, IWindowScorer scorer, ExtractionSettings settings, int seed)
{
    // Prefixes have other lengths where the windows of another tokenizer are asked.
    private readonly Dictionary<int, PrefixOrder> _orders = [];

    public ModelRole Role => role;

    /// <summary>What is said of a document without a window.</summary>
    public string WhyNoWindow =>
        $"the document is shorter than a window of {settings.PrefixTokens} + {settings.SuffixTokens} tokens of {scorer.Model.Name}; "
        + "lower --prefix-tokens or --suffix-tokens";

    /// <summary>What is said of a conversation without a window.</summary>
    public string WhyNoAnswer =>
        $"no answer of it has {settings.SuffixTokens} tokens of {scorer.Model.Name} that could be asked for after what precedes it; lower --suffix-tokens";

    /// <summary>Forward passes a window.</summary>
    public int TextsPerWindow => settings.ShuffledPrefix ? 2 : 1;

    /// <summary>All names, for people.</summary>
    public IEnumerable<string> Requests =>
        [
            WindowRequest.Of(role),
            .. settings.Schemes.Select(scheme => WindowRequest.Under(role, scheme)),
            .. settings.ShuffledPrefix ? [WindowRequest.Shuffled(role)] : (string[])[],
        ];

    public IEnumerable<(PreparedText Text, IReadOnlyList<(string Request, EvidenceKey Key)> Answers)> About(ExtractionWindow window)
    {
        var text = scorer.PrepareWindow(window.Prefix, window.Suffix, settings.Schemes);
        yield return (text, [(WindowRequest.Of(role), text.Key), .. text.Schemes.Select(asked => (WindowRequest.Under(role, asked.Scheme), asked.Key))]);
        if (settings.ShuffledPrefix && window.Prefix.Length > 1)
        {
            var shuffled = scorer.PrepareWindow(OrderOf(window.Prefix.Length).Apply(window.Prefix), window.Suffix, []);
            yield return (shuffled, [(WindowRequest.Shuffled(role), shuffled.Key)]);
        }
    }

    private PrefixOrder OrderOf(int length)
    {
        if (!_orders.TryGetValue(length, out var order))
        {
            _orders.Add(length, order = new PrefixOrder(length, seed));
        }

        return order;
    }
}
