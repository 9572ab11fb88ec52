using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Hosted.Http;

namespace LlmMiaProbe.Hosted.Routes;

/// <summary>
/// Completions with <c>echo</c> and <c>logprobs</c>, as OpenAI defined them; also vLLM, Fireworks, llama-cpp-python. Some
/// refuse <c>max_tokens: 0</c>, so one token is generated, which is cut off again.
/// </summary>
internal sealed class EchoRoute(int maxTokens) : IPromptRoute
{
    public string Name => "completions with echo";

    public Uri Url(EndpointClient client) => client.Under("completions");

    public JsonObject Request(string model, string text) => new()
    {
        ["model"] = model,
        ["prompt"] = text,
        ["echo"] = true,
        ["logprobs"] = 1,
        ["max_tokens"] = maxTokens,
        ["temperature"] = 0,
    };

    public PromptReading Read(JsonElement reply, string text)
    {
        var choice = reply.Member("choices").First();
        if (choice.Member("message") is not null)
        {
            throw new RouteException("the endpoint answers completions with a chat message, so it puts the text into a template");
        }

        if (choice.Member("logprobs") is not { } logProbs)
        {
            throw new RouteException("the endpoint takes logprobs and returns none");
        }

        if (logProbs.Member("content") is not null)
        {
            throw new RouteException("the endpoint takes echo and returns log-probabilities of generated tokens only");
        }

        if (choice.Member("text").Text() is not { } whole || !whole.StartsWith(text, StringComparison.Ordinal))
        {
            throw new RouteException("the endpoint takes echo and does not repeat the text");
        }

        return new PromptReading(
            EchoedTokens.Read(logProbs, text.Length, generated: reply.Member("usage").Member("completion_tokens").Whole()),
            reply.Model(),
            reply.PromptTokens());
    }
}
