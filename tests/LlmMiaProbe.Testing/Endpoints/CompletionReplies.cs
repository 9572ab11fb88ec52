using System.Globalization;
using System.Text.Json.Nodes;

namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>Answers of <c>/v1/completions</c>.</summary>
internal sealed class CompletionReplies(IServedModel model, ServedText served, LoopbackEndpoint endpoint)
{
    public JsonObject Reply(WireRequest asked, int[] prompt)
    {
        var (produced, stopped) = served.Continue(prompt, asked.MaxTokens, asked.Scheme, asked.Seed, Math.Max(asked.LogProbs ?? 0, endpoint.Shape == EndpointShape.LlamaServer ? 1 : 0));
        var echo = asked.Echo && endpoint.Defect != EndpointDefect.EchoIgnored && endpoint.Shape != EndpointShape.LlamaServer;
        var echoed = echo || asked.PromptLogProbs is not null ? Echoed(prompt, Math.Max(asked.LogProbs ?? 0, asked.PromptLogProbs ?? 0)) : [];
        var outside = endpoint.Shape == EndpointShape.Together;
        var inside = echo && !outside ? echoed : [];
        // Whole characters, though some tokens are parts of them.
        var given = inside.Count == 0 ? "" : served.Spell(prompt);
        var choice = new JsonObject
        {
            ["index"] = 0,
            ["text"] = given + served.Spell([.. produced.Select(token => token.Id)]),
            ["finish_reason"] = stopped ? "stop" : "length",
            ["logprobs"] = asked.LogProbs is null ? null : LogProbs(endpoint.Defect == EndpointDefect.GeneratedInsteadOfPrompt ? produced : [.. inside, .. produced.Select(token => token with { Offset = token.Offset + given.Length })]),
        };
        var reply = new JsonObject
        {
            ["id"] = "cmpl-1",
            ["object"] = "text_completion",
            ["model"] = model.Name,
            ["choices"] = new JsonArray(choice),
            ["usage"] = new JsonObject { ["prompt_tokens"] = prompt.Length + (model.Bos is null ? 0 : 1) - (endpoint.Defect == EndpointDefect.OtherTokens ? JoinedTokens.CountIn(prompt.Select(token => served.Spell(token))) : 0), ["completion_tokens"] = produced.Count },
        };
        if (echo && outside)
        {
            reply["prompt"] = new JsonArray(new JsonObject { ["text"] = served.Spell(prompt), ["logprobs"] = LogProbs(echoed) });
        }

        if (endpoint.Shape == EndpointShape.Vllm && asked.PromptLogProbs is not null)
        {
            choice["prompt_logprobs"] = new JsonArray([.. echoed.Select(Ranked)]);
        }

        return reply;
    }

    private IReadOnlyList<ServedToken> Echoed(int[] prompt, int top)
    {
        var tokens = served.Prompt(prompt, top);
        return endpoint.Defect == EndpointDefect.OrderIgnored ? [.. tokens.Select(WireNumbers.WithoutContext)] : Given(tokens);
    }

    private IReadOnlyList<ServedToken> Given(IReadOnlyList<ServedToken> tokens) => endpoint.Defect switch
    {
        EndpointDefect.OtherTokens => JoinedTokens.Of(tokens),
        EndpointDefect.HidesTemplate => [.. tokens.Take(model.Bos is null ? 0 : 1), .. tokens.Skip(model.Bos is null ? 0 : 1).Skip(model.Tokenize(OwnTemplate.Head).Length).SkipLast(model.Tokenize(OwnTemplate.Tail).Length)],
        _ => tokens,
    };

    private JsonObject LogProbs(IReadOnlyList<ServedToken> tokens)
    {
        if (endpoint.Shape == EndpointShape.LlamaServer)
        {
            return new JsonObject { ["content"] = new JsonArray([.. tokens.Select(token => ChatReplies.Content(endpoint, token.Text, token.LogProb, [.. token.Top.Select(top => (top.Text, top.LogProb))]))]) };
        }

        var described = new JsonObject
        {
            ["tokens"] = new JsonArray([.. tokens.Select(token => JsonValue.Create(token.Text))]),
            ["token_logprobs"] = new JsonArray([.. tokens.Select(token => WireNumbers.Of(endpoint, token.LogProb))]),
            ["top_logprobs"] = new JsonArray([.. tokens.Select(Alternatives)]),
        };
        if (endpoint.Shape != EndpointShape.Together)
        {
            described["text_offset"] = new JsonArray([.. tokens.Select(token => JsonValue.Create(token.Offset))]);
        }

        if (endpoint.Shape is EndpointShape.Together or EndpointShape.Fireworks)
        {
            described["token_ids"] = new JsonArray([.. tokens.Select(token => JsonValue.Create(token.Id))]);
        }

        return described;
    }

    private JsonNode? Alternatives(ServedToken token)
    {
        if (token.LogProb is null)
        {
            return null;
        }

        var top = new JsonObject();
        foreach (var (_, text, logProb) in token.Top)
        {
            top[text] = WireNumbers.Of(endpoint, logProb);
        }

        return top;
    }

    // vLLM lists the likeliest tokens and the one that is there, by id.
    private JsonNode? Ranked(ServedToken token)
    {
        if (token.LogProb is null)
        {
            return null;
        }

        var entry = new JsonObject();
        foreach (var (id, text, logProb, rank) in token.Top.Select((top, i) => (top.Id, top.Text, top.LogProb, i + 1)).Append((token.Id, token.Text, token.LogProb.GetValueOrDefault(), token.Rank)))
        {
            entry[id.ToString(CultureInfo.InvariantCulture)] = new JsonObject { ["logprob"] = WireNumbers.Of(endpoint, logProb), ["rank"] = rank, ["decoded_token"] = text };
        }

        return entry;
    }
}
