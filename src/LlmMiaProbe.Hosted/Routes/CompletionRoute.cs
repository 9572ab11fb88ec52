using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Routes;

/// <summary>Completions of a text as given, without a template.</summary>
internal static class CompletionRoute
{
    public static Uri Url(EndpointClient client) => client.Under("completions");

    /// <param name="model">Its name at the endpoint.</param>
    /// <param name="prompt">The text.</param>
    /// <param name="maxTokens">At least 1.</param>
    /// <param name="scheme">How tokens are drawn.</param>
    /// <param name="seed">Null to leave it out.</param>
    /// <param name="top">Alternatives to report; 0 for none.</param>
    public static JsonObject Request(string model, string prompt, int maxTokens, DecodingScheme scheme, int? seed = null, int top = 0)
    {
        var request = new JsonObject
        {
            ["model"] = model,
            ["prompt"] = prompt,
            ["max_tokens"] = maxTokens,
            ["temperature"] = scheme.Temperature,
            ["top_p"] = scheme.TopP,
        };
        AddOptional(request, scheme.TopK, seed);
        if (top > 0)
        {
            request["logprobs"] = top;
        }

        return request;
    }

    /// <summary>The text that was produced, and why it ends there.</summary>
    /// <exception cref="RouteException">There is none.</exception>
    public static Completion Read(JsonElement reply)
    {
        var choice = reply.Member("choices").First();
        if (choice.Member("message") is not null)
        {
            throw new RouteException("the endpoint answers completions with a chat message, so it puts the text into a template");
        }

        return choice.Member("text").Text() is { } text
            ? new Completion(text, Detail(reply, choice))
            : throw new RouteException("the endpoint answers completions without a text");
    }

    /// <summary>What an answer of either route says beside its text.</summary>
    public static AnswerDetail Detail(JsonElement reply, JsonElement? choice) => new()
    {
        ReportedModel = reply.Model(),
        SystemFingerprint = reply.Member("system_fingerprint").Named(),
        Finish = choice.Member("finish_reason").Named(),
        Refusal = choice.Member("message").Member("refusal").Text(),
        PromptTokens = reply.PromptTokens(),
        CompletionTokens = reply.Member("usage").Member("completion_tokens").Whole(),
        FirstToken = Alternatives.OfFirst(choice.Member("logprobs")),
    };

    public static FinishReason FinishOf(AnswerDetail detail) => detail switch
    {
        { Finish: "length" or "max_tokens" } => FinishReason.Length,
        { Finish: "content_filter" or "recitation" or "safety" } or { Refusal: not null } => FinishReason.Filtered,
        _ => FinishReason.Stop,
    };

    /// <summary>What not every endpoint knows is only sent where it is needed.</summary>
    public static void AddOptional(JsonObject request, int? topK, int? seed)
    {
        if (topK is { } k)
        {
            request["top_k"] = k;
        }

        if (seed is { } number)
        {
            request["seed"] = number;
        }
    }
}
