using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Hosted.Http;

namespace LlmMiaProbe.Hosted.Routes;

/// <summary>One provider's way to score given text.</summary>
internal interface IPromptRoute
{
    /// <summary>Stable name; part of every evidence key.</summary>
    string Name { get; }

    Uri Url(EndpointClient client);

    JsonObject Request(string model, string text);

    /// <exception cref="RouteException">The answer does not hold what was asked for; the message is a clause that begins with "the endpoint".</exception>
    PromptReading Read(JsonElement reply, string text);
}
