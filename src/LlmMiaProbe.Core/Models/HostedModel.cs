using System.Text.Json.Serialization;

namespace LlmMiaProbe.Models;

/// <summary>A model behind an endpoint, and what the endpoint was found to return.</summary>
public sealed record HostedModel(EndpointSettings Settings, EndpointCapability Capability)
{
    /// <summary>Why the endpoint gives no scores of texts; null if it does.</summary>
    [JsonIgnore]
    public string? WhyNoScores => Capability.Access <= AccessLevel.PromptLogProbs
        ? null
        : $"{Settings.Model} at {Settings.Url.Host} does not score given text ({(Capability.PromptFindings.Count == 0 ? "there is no route for that" : string.Join("; ", Capability.PromptFindings))})";
}
