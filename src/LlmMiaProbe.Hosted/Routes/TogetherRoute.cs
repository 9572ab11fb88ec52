using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Hosted.Http;

namespace LlmMiaProbe.Hosted.Routes;

/// <summary>Together's echo, which stands beside <c>choices</c> under <c>prompt</c>.</summary>
internal sealed class TogetherRoute : IPromptRoute
{
    public string Name => "completions with echo beside choices";

    public Uri Url(EndpointClient client) => client.Under("completions");

    public JsonObject Request(string model, string text) => new EchoRoute(maxTokens: 1).Request(model, text);

    public PromptReading Read(JsonElement reply, string text)
    {
        var logProbs = reply.Member("prompt").First().Member("logprobs") ?? throw new RouteException("the endpoint returns no log-probabilities under prompt");
        return new PromptReading(EchoedTokens.Read(logProbs, text.Length, generated: 0), reply.Model(), reply.PromptTokens());
    }
}
