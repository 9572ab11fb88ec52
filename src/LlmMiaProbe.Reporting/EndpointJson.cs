using System.Text.Json.Nodes;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Reporting;

/// <summary>A model behind an endpoint as JSON: <c>url</c>, <c>model</c>, what it was found to return, and <c>findings</c>.</summary>
public static class EndpointJson
{
    public static JsonObject Of(HostedModel model)
    {
        var found = model.Capability;
        return new JsonObject
        {
            ["url"] = model.Settings.Url.ToString(),
            ["model"] = model.Settings.Model,
            ["reportedModel"] = found.ReportedModel,
            ["server"] = found.Server,
            ["access"] = found.Access.ToString(),
            ["promptRoute"] = found.PromptRoute,
            ["columns"] = found.Columns.ToString(),
            ["addsBos"] = found.AddsBos,
            ["tokenizer"] = found.Tokenizer,
            ["tokenCounts"] = model.TokenCounts,
            ["contextTokens"] = found.ContextTokens,
            ["completions"] = found.HasCompletions,
            ["chat"] = found.HasChat,
            ["completionTopLogProbs"] = found.CompletionTopLogProbs,
            ["chatTopLogProbs"] = found.ChatTopLogProbs,
            ["roundingStep"] = found.RoundingStep,
            ["noiseFloor"] = found.NoiseFloor,
            ["followsTemperature"] = found.FollowsTemperature,
            ["repeatsSeeds"] = found.RepeatsSeeds,
            ["findings"] = new JsonArray([.. found.Findings.Select(finding => JsonValue.Create(finding))]),
        };
    }

    /// <summary>Null if nothing was asked.</summary>
    public static JsonObject? OfAny(EndpointUsage usage) => usage.Requests == 0 ? null : Of(usage);

    public static JsonObject Of(EndpointUsage usage) => new()
    {
        ["requests"] = usage.Requests,
        ["retries"] = usage.Retries,
        ["rateLimited"] = usage.RateLimited,
        ["failed"] = usage.Failed,
        ["promptTokens"] = usage.PromptTokens,
        ["completionTokens"] = usage.CompletionTokens,
    };
}
