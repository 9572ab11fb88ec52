using System.Text.Json.Nodes;

namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>Log-probabilities as they go over the wire: rounded, or false.</summary>
internal static class WireNumbers
{
    private const double Sentinel = -9999;

    public static JsonNode? Of(LoopbackEndpoint endpoint, double? logProb) => (endpoint.Defect, logProb) switch
    {
        (_, null) or (EndpointDefect.Nulls, _) => null,
        (EndpointDefect.Zeros, _) => 0.0,
        (EndpointDefect.Sentinels, _) => Sentinel,
        (_, { } value) when endpoint.RoundingStep > 0 => Math.Round(value / endpoint.RoundingStep) * endpoint.RoundingStep,
        (_, { } value) => value,
    };

    /// <summary>An unreliable one: what depends on the token alone.</summary>
    public static ServedToken WithoutContext(ServedToken token) => token with
    {
        LogProb = token.LogProb is null ? null : -1 - (token.Id % 97 / 10.0),
        Top = [],
    };
}
