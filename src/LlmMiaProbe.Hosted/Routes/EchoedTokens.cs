using System.Text.Json;

namespace LlmMiaProbe.Hosted.Routes;

/// <summary>Reads <c>tokens</c>, <c>token_logprobs</c>, <c>top_logprobs</c>, <c>text_offset</c> and <c>token_ids</c>, which stand side by side.</summary>
internal static class EchoedTokens
{
    /// <param name="logProbs">The object that holds them.</param>
    /// <param name="length">Characters of the given text; what lies behind was generated.</param>
    /// <param name="generated">Generated tokens at the end as billed; null to go by the offsets.</param>
    /// <exception cref="RouteException">The lists are missing or of different lengths.</exception>
    public static IReadOnlyList<PromptToken> Read(JsonElement logProbs, int length, int? generated)
    {
        var texts = logProbs.Member("tokens").Items();
        var values = logProbs.Member("token_logprobs").Items();
        if (texts is null || values is null || texts.Count != values.Count)
        {
            throw new RouteException("the endpoint returns tokens and log-probabilities that do not belong together");
        }

        var offsets = logProbs.Member("text_offset").Items();
        var top = logProbs.Member("top_logprobs").Items();
        var ids = logProbs.Member("token_ids").Items();
        var given = generated is { } billed ? texts.Count - billed
            : offsets?.Count == texts.Count ? offsets.TakeWhile(offset => ((JsonElement?)offset).Whole() < length).Count()
            : texts.Count;
        return
        [
            .. Enumerable.Range(0, Math.Clamp(given, 0, texts.Count)).Select(t => new PromptToken(
                At(ids, t).Whole(),
                At(texts, t).Text(),
                At(values, t).Number(),
                null,
                Likeliest(At(top, t), At(texts, t).Text(), At(ids, t).Whole(), At(values, t).Number()))
            {
                Odd = At(values, t).Odd() ?? OddIn(At(top, t)),
            }),
        ];
    }

    // Alternatives are named by text, which two tokens may share: the given one is the likeliest if none is likelier.
    private static (int? Id, string? Text, double LogProb)? Likeliest(JsonElement? top, string? text, int? id, double? logProb)
    {
        if (top is not { ValueKind: JsonValueKind.Object } map || logProb is not { } own)
        {
            return null;
        }

        (int? Id, string? Text, double LogProb)? best = null;
        foreach (var entry in map.EnumerateObject())
        {
            if (((JsonElement?)entry.Value).Number() is { } value && (best is null || value > best.Value.LogProb))
            {
                best = (null, entry.Name, value);
            }
        }

        return best is { } found && found.LogProb > own ? found : best is null ? null : (id, text, own);
    }

    private static string? OddIn(JsonElement? top) => top is { ValueKind: JsonValueKind.Object } map
        ? map.EnumerateObject().Select(entry => ((JsonElement?)entry.Value).Odd()).FirstOrDefault(odd => odd is not null)
        : null;

    private static JsonElement? At(IReadOnlyList<JsonElement>? items, int index) => items is not null && index < items.Count ? items[index] : null;
}
