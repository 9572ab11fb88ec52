using System.Text.Json;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Routes;

/// <summary>Reads the alternatives of generated tokens, in the shape of completions and in that of the chat.</summary>
internal static class Alternatives
{
    private const double LargestLogProb = 1e-3;
    private const double SmallestLogProb = -9000;
    private const double RoundingAllowance = 0.02;

    /// <summary>Those of the first generated token, the likeliest first; empty if there are none.</summary>
    /// <param name="logProbs"><c>choices[0].logprobs</c>.</param>
    /// <exception cref="RouteException">The numbers are no log-probabilities.</exception>
    public static IReadOnlyList<TokenAlternative> OfFirst(JsonElement? logProbs)
    {
        var entry = logProbs.Member("content").First();
        var found = entry is not null ? FromList(entry.Member("top_logprobs") ?? entry.Member("top_probs")) : FromMap(logProbs.Member("top_logprobs").First());
        List<TokenAlternative> sorted = [.. found.OrderByDescending(one => one.LogProb).ThenBy(one => one.Text, StringComparer.Ordinal)];
        Check(sorted);
        return sorted;
    }

    private static IEnumerable<TokenAlternative> FromList(JsonElement? list) => (list.Items() ?? []).Select(item => Named(item)).OfType<TokenAlternative>();

    /// <summary>All generated tokens in order, as they were drawn; empty if they are not reported one by one.</summary>
    /// <param name="logProbs"><c>choices[0].logprobs</c>.</param>
    /// <exception cref="RouteException">Some number is none.</exception>
    public static IReadOnlyList<TokenAlternative> Drawn(JsonElement? logProbs)
    {
        IEnumerable<TokenAlternative?> drawn = logProbs.Member("content").Items() is { } entries
            ? entries.Select(entry => Named(entry))
            : (logProbs.Member("tokens").Items() ?? []).Zip(
                logProbs.Member("token_logprobs").Items() ?? [],
                (token, value) => Named(((JsonElement?)token).Text(), value));
        return [.. drawn.TakeWhile(token => token is not null).OfType<TokenAlternative>()];
    }

    private static TokenAlternative? Named(JsonElement? entry) => Named(entry.Member("token").Text(), entry.Member("logprob"));

    private static TokenAlternative? Named(string? text, JsonElement? logProb) =>
        logProb.Odd() is { } odd ? throw new RouteException($"the endpoint gives {odd} as the log-probability of a generated token")
        : text is not null && logProb.Number() is { } value ? new TokenAlternative(text, value)
        : null;

    private static IEnumerable<TokenAlternative> FromMap(JsonElement? map) => map is { ValueKind: JsonValueKind.Object } entries
        ? entries
            .EnumerateObject()
            .Select(entry => Named(entry.Name, entry.Value))
            .OfType<TokenAlternative>()
        : [];

    private static void Check(List<TokenAlternative> alternatives)
    {
        if (alternatives.Find(one => one.LogProb > LargestLogProb || one.LogProb <= SmallestLogProb) is { } wrong)
        {
            throw new RouteException(FormattableString.Invariant($"the endpoint returns {wrong.LogProb} as the log-probability of a generated token"));
        }

        if (alternatives.Sum(one => Math.Exp(one.LogProb)) is > 1 + RoundingAllowance and var sum)
        {
            throw new RouteException(
                FormattableString.Invariant($"the endpoint returns alternatives whose probabilities add up to {sum:0.##}, so these are no log-probabilities"));
        }
    }
}
