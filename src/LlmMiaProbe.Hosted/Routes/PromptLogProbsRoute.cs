using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Hosted.Http;

namespace LlmMiaProbe.Hosted.Routes;

/// <summary>vLLM's <c>prompt_logprobs</c>: for each place a map from token id to log-probability and rank, the given token among them.</summary>
internal sealed class PromptLogProbsRoute : IPromptRoute
{
    public string Name => "completions with prompt_logprobs";

    public Uri Url(EndpointClient client) => client.Under("completions");

    public JsonObject Request(string model, string text) => new()
    {
        ["model"] = model,
        ["prompt"] = text,
        ["prompt_logprobs"] = 1,
        ["max_tokens"] = 1,
        ["temperature"] = 0,
    };

    public PromptReading Read(JsonElement reply, string text)
    {
        var places = reply.Member("choices").First().Member("prompt_logprobs").Items()
            ?? throw new RouteException("the endpoint takes prompt_logprobs and returns none");
        return new PromptReading([.. places.Select(Read)], reply.Model(), reply.PromptTokens());
    }

    // With one alternative asked for there are one or two entries: the likeliest (rank 1), and the given token if it is another one.
    private static PromptToken Read(JsonElement place)
    {
        if (place.ValueKind != JsonValueKind.Object)
        {
            return new PromptToken(null, null, null, null, null);
        }

        var entries = place.EnumerateObject().Select(entry => (
            Id: int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (int?)null,
            Text: entry.Value.Member("decoded_token").Text(),
            LogProb: entry.Value.Member("logprob").Number(),
            Rank: entry.Value.Member("rank").Whole(),
            Odd: entry.Value.Member("logprob").Odd())).ToList();
        if (entries.Count is 0 or > 2)
        {
            throw new RouteException(
                $"the endpoint returns {entries.Count} tokens for a place under prompt_logprobs, where the given one and the likeliest were asked for");
        }

        var given = entries.MaxBy(entry => entry.Rank ?? 0);
        var first = entries.Find(entry => entry.Rank == 1);
        return new PromptToken(given.Id, given.Text, given.LogProb, given.Rank, first.LogProb is { } value ? (first.Id, first.Text, value) : null)
        {
            Odd = given.Odd ?? entries.Find(entry => entry.Odd is not null).Odd,
        };
    }
}
