using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Hosted.Http;

namespace LlmMiaProbe.Hosted.Routes;

/// <summary>TGI's <c>/generate</c>: <c>details.prefill</c>, if the server was started with <c>--enable-prefill-logprobs</c>.</summary>
internal sealed class TgiRoute : IPromptRoute
{
    public string Name => "generate with prefill";

    public Uri Url(EndpointClient client) => client.Beside("generate");

    public JsonObject Request(string model, string text) => new()
    {
        ["inputs"] = text,
        ["parameters"] = new JsonObject { ["max_new_tokens"] = 1, ["do_sample"] = false, ["details"] = true, ["decoder_input_details"] = true },
    };

    public PromptReading Read(JsonElement reply, string text)
    {
        var prefill = reply.Member("details").Member("prefill").Items();
        if (prefill is not { Count: > 0 })
        {
            throw new RouteException("the endpoint returns no prefill; TGI gives it when it is started with --enable-prefill-logprobs");
        }

        return new PromptReading(
            [
                .. prefill.Select(
                    entry => new PromptToken(entry.Member("id").Whole(), entry.Member("text").Text(), entry.Member("logprob").Number(), null, null)
                    {
                        Odd = entry.Member("logprob").Odd(),
                    }),
            ],
            reply.Model(),
            null);
    }
}
