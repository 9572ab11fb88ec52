using System.Text.Json.Nodes;
using LlmMiaProbe.Decoding;

namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>Answers of <c>/generate</c>, which two servers have and each in its own shape.</summary>
internal sealed class NativeReplies(ServedText served, LoopbackEndpoint endpoint)
{
    public (int Status, JsonObject Reply) Sglang(JsonObject body, int[] prompt)
    {
        var sampling = body["sampling_params"] as JsonObject ?? [];
        var (produced, _) = served.Continue(prompt, sampling["max_new_tokens"]?.GetValue<int>() ?? 16, DecodingScheme.Greedy, 0, 0);
        var top = body["top_logprobs_num"]?.GetValue<int>() ?? 0;
        var tokens = served.Prompt(prompt, top);
        var facts = new JsonObject { ["prompt_tokens"] = tokens.Count, ["completion_tokens"] = produced.Count };
        if (body["return_logprob"]?.GetValue<bool>() == true)
        {
            facts["input_token_logprobs"] = new JsonArray([.. tokens.Select(token => Entry(token.LogProb, token.Id, token.Text))]);
            facts["input_top_logprobs"] = new JsonArray([.. tokens.Select(token => token.LogProb is null ? null : (JsonNode)new JsonArray([.. token.Top.Select(one => Entry(one.LogProb, one.Id, one.Text))]))]);
            facts["output_token_logprobs"] = new JsonArray([.. produced.Select(token => Entry(token.LogProb, token.Id, token.Text))]);
        }

        return (200, new JsonObject { ["text"] = served.Spell([.. produced.Select(token => token.Id)]), ["meta_info"] = facts });
    }

    public (int Status, JsonObject Reply) Tgi(JsonObject body, int[] prompt)
    {
        var parameters = body["parameters"] as JsonObject ?? [];
        var (produced, _) = served.Continue(prompt, parameters["max_new_tokens"]?.GetValue<int>() ?? 16, DecodingScheme.Greedy, 0, 0);
        var details = new JsonObject
        {
            ["finish_reason"] = "length",
            ["generated_tokens"] = produced.Count,
            ["prefill"] = parameters["decoder_input_details"]?.GetValue<bool>() == true
                ? new JsonArray([.. served.Prompt(prompt, 0).Select(Token)])
                : new JsonArray(),
            ["tokens"] = new JsonArray([.. produced.Select(Token)]),
        };
        return (200, new JsonObject { ["generated_text"] = served.Spell([.. produced.Select(token => token.Id)]), ["details"] = details });
    }

    private JsonArray Entry(double? logProb, int id, string text) => new(WireNumbers.Of(endpoint, logProb), id, text);

    private JsonObject Token(ServedToken token) => new() { ["id"] = token.Id, ["text"] = token.Text, ["logprob"] = WireNumbers.Of(endpoint, token.LogProb) };
}
