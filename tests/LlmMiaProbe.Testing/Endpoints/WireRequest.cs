using System.Text.Json.Nodes;
using LlmMiaProbe.Decoding;

namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>The fields of a request that endpoints share.</summary>
internal sealed record WireRequest(bool Echo, int? LogProbs, int? PromptLogProbs, int MaxTokens, DecodingScheme Scheme, int Seed)
{
    public static WireRequest Of(JsonObject body) => new(
        body["echo"]?.GetValue<bool>() ?? false,
        body["logprobs"] is JsonValue value && value.TryGetValue<int>(out var top) ? top : null,
        body["prompt_logprobs"]?.GetValue<int>(),
        body["max_tokens"]?.GetValue<int>() ?? body["max_completion_tokens"]?.GetValue<int>() ?? 16,
        new DecodingScheme
        {
            Temperature = body["temperature"]?.GetValue<double>() ?? 1,
            TopP = body["top_p"]?.GetValue<double>() ?? 1,
            TopK = body["top_k"]?.GetValue<int>() is > 0 and var k ? k : null,
        },
        body["seed"]?.GetValue<int>() ?? 0);
}
