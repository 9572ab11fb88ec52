using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Hosted.Http;

namespace LlmMiaProbe.Hosted.Routes;

/// <summary>SGLang's <c>/generate</c>: <c>meta_info.input_token_logprobs</c>, for each token log-probability, id and text.</summary>
internal sealed class SglangRoute : IPromptRoute
{
    public string Name => "generate with input_token_logprobs";

    public Uri Url(EndpointClient client) => client.Beside("generate");

    public JsonObject Request(string model, string text) => new()
    {
        ["text"] = text,
        ["sampling_params"] = new JsonObject { ["max_new_tokens"] = 1, ["temperature"] = 0 },
        ["return_logprob"] = true,
        ["logprob_start_len"] = 0,
        ["top_logprobs_num"] = 1,
        ["return_text_in_logprobs"] = true,
    };

    public PromptReading Read(JsonElement reply, string text)
    {
        var facts = reply.Member("meta_info");
        var given = facts.Member("input_token_logprobs").Items() ?? throw new RouteException("the endpoint returns no input_token_logprobs");
        var top = facts.Member("input_top_logprobs").Items();
        return new PromptReading(
            [.. given.Select((entry, t) => Read(entry, top is not null && t < top.Count ? top[t] : null))],
            reply.Model(),
            facts.Member("prompt_tokens").Whole());
    }

    private static PromptToken Read(JsonElement entry, JsonElement? top)
    {
        var (logProb, id, text) = Parts(entry);
        return new PromptToken(
            id, text, logProb, null, top.First() is { } first && Parts(first) is { LogProb: { } value } best ? (best.Id, best.Text, value) : null)
        {
            Odd = OddIn(entry) ?? (top.First() is { } likeliest ? OddIn(likeliest) : null),
        };
    }

    private static string? OddIn(JsonElement entry) => ((JsonElement?)entry).First().Odd();

    private static (double? LogProb, int? Id, string? Text) Parts(JsonElement entry) => ((JsonElement?)entry).Items() is { Count: >= 2 } parts
        ? (((JsonElement?)parts[0]).Number(), ((JsonElement?)parts[1]).Whole(), parts.Count > 2 ? ((JsonElement?)parts[2]).Text() : null)
        : throw new RouteException("the endpoint returns input_token_logprobs of another form");
}
