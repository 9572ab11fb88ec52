using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace LlmMiaProbe.Hosted.Chat;

/// <summary>Names of what is asked and answered beyond the vocabulary of Microsoft.Extensions.AI, and the request on the wire.</summary>
internal static class ChatWire
{
    /// <summary>In <see cref="ChatOptions.AdditionalProperties"/>: alternatives of each token to report.</summary>
    public const string TopLogProbs = "top_logprobs";

    public static JsonObject Request(string model, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var request = new JsonObject
        {
            ["model"] = options?.ModelId ?? model,
            ["messages"] = new JsonArray([.. messages.Select(message => new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text })]),
        };
        Add(request, "max_tokens", options?.MaxOutputTokens);
        Add(request, "temperature", options?.Temperature);
        Add(request, "top_p", options?.TopP);
        Add(request, "top_k", options?.TopK);
        Add(request, "seed", options?.Seed);
        if (options?.AdditionalProperties?.TryGetValue(TopLogProbs, out var asked) == true && asked is int top)
        {
            request["logprobs"] = true;
            request["top_logprobs"] = top;
        }

        return request;
    }

    private static void Add<T>(JsonObject request, string name, T? value)
        where T : struct
    {
        if (value is { } given)
        {
            request[name] = JsonSerializer.SerializeToNode(given);
        }
    }
}
