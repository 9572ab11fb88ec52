using System.Text;
using System.Text.Json.Nodes;

namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>Answers of <c>/v1/chat/completions</c>. The model continues the last message as if there were no template.</summary>
internal sealed class ChatReplies(IServedModel model, ServedText served, LoopbackEndpoint endpoint)
{
    public JsonObject Reply(JsonObject body)
    {
        var said = Said(body);
        int? top = body["logprobs"] is JsonValue value && value.TryGetValue<bool>(out var wanted) && wanted
            ? body["top_logprobs"]?.GetValue<int>() ?? 0
            : null;
        if (endpoint.Shape == EndpointShape.ChatText)
        {
            top = null;
        }

        if (endpoint.Answer(said) is { } answer)
        {
            return Wrap(answer, top is null ? null : new JsonArray([.. (answer.Top ?? []).Take(1).Select(first => Content(endpoint, first.Token, first.LogProb, [.. (answer.Top ?? []).Take(Math.Min(top.Value, endpoint.TopLogProbs))]))]), given: Billed(body));
        }

        var asked = WireRequest.Of(body);
        var (produced, stopped) = served.Continue(model.Tokenize(said), asked.MaxTokens, asked.Scheme, asked.Seed, Math.Min(top ?? 0, endpoint.TopLogProbs));
        return Wrap(
            new LoopbackAnswer(served.Spell([.. produced.Select(token => token.Id)]), stopped ? "stop" : "length"),
            top is null ? null : new JsonArray([.. produced.Select(token => Content(endpoint, token.Text, token.LogProb, [.. token.Top.Select(one => (one.Text, one.LogProb))]))]),
            produced.Count,
            Billed(body));
    }

    /// <summary>Answers of <c>/api/chat</c>.</summary>
    public JsonObject Ollama(JsonObject body)
    {
        var options = body["options"] as JsonObject ?? [];
        var asked = WireRequest.Of(options);
        var (produced, stopped) = endpoint.Answer(Said(body)) is null
            ? served.Continue(model.Tokenize(Said(body)), options["num_predict"]?.GetValue<int>() ?? 16, asked.Scheme, asked.Seed, 0)
            : ([], true);
        return new JsonObject
        {
            ["model"] = model.Name,
            ["created_at"] = "2026-01-01T00:00:00Z",
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = endpoint.Answer(Said(body))?.Text ?? served.Spell([.. produced.Select(token => token.Id)]) },
            ["done"] = true,
            ["done_reason"] = stopped ? "stop" : "length",
            ["prompt_eval_count"] = Billed(body),
            ["eval_count"] = produced.Count,
        };
    }

    public JsonObject Wrap(LoopbackAnswer answer, JsonArray? content, int tokens = 1, int given = 1) => new()
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion",
        ["created"] = 1_700_000_000,
        ["model"] = model.Name,
        ["system_fingerprint"] = "fp_loopback",
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = answer.Text },
            ["finish_reason"] = answer.Finish,
            ["logprobs"] = content is null ? null : new JsonObject { ["content"] = content },
        }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = given, ["completion_tokens"] = tokens, ["total_tokens"] = tokens + given },
    };

    public static JsonObject Content(LoopbackEndpoint endpoint, string token, double? logProb, IReadOnlyList<(string Token, double LogProb)> top) => new()
    {
        ["token"] = token,
        ["logprob"] = WireNumbers.Of(endpoint, logProb),
        ["bytes"] = new JsonArray([.. Encoding.UTF8.GetBytes(token).Select(b => JsonValue.Create((int)b))]),
        ["top_logprobs"] = new JsonArray([.. top.Select(one => (JsonNode)new JsonObject
        {
            ["token"] = one.Token,
            ["logprob"] = WireNumbers.Of(endpoint, one.LogProb),
            ["bytes"] = new JsonArray([.. Encoding.UTF8.GetBytes(one.Token).Select(b => JsonValue.Create((int)b))]),
        })]),
    };

    private static string Said(JsonObject body) => (body["messages"] as JsonArray)?.LastOrDefault()?["content"] is { } content ? TextOf(content) : "";

    // A template adds a few tokens to each message.
    private int Billed(JsonObject body) => (body["messages"] as JsonArray ?? []).Sum(message => model.Tokenize(TextOf(message?["content"] ?? "")).Length + 4);

    private static string TextOf(JsonNode content) => content is JsonArray parts
        ? string.Concat(parts.Select(part => part?["text"]?.GetValue<string>()))
        : content.GetValue<string>();
}
