using System.Text.Json.Nodes;

namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>Answers requests in the shape of a provider.</summary>
internal sealed class EndpointReplies(IServedModel model, LoopbackEndpoint endpoint)
{
    private readonly ServedText _served = new(model);

    private bool IsChatOnly => endpoint.Shape is EndpointShape.Chat or EndpointShape.ChatText or EndpointShape.Azure or EndpointShape.Ollama;

    public (int Status, JsonObject Reply) Reply(LoopbackRequest request) => (endpoint.Shape, request.Path) switch
    {
        (_, "/v1/models") => (200, new JsonObject { ["object"] = "list", ["data"] = new JsonArray(Listed()) }),
        (EndpointShape.Vllm, "/version") => (200, new JsonObject { ["version"] = "0.11.0" }),
        (EndpointShape.Sglang, "/get_model_info") => (200, new JsonObject { ["model_path"] = model.Name }),
        (EndpointShape.Tgi, "/info") => (200, new JsonObject { ["model_id"] = model.Name }),
        (EndpointShape.LlamaServer, "/props") => (200, new JsonObject { ["build_info"] = "b1" }),
        (EndpointShape.Sglang, "/generate") => Checked(request, text => new NativeReplies(_served, endpoint).Sglang(request.Body, text)),
        (EndpointShape.Tgi, "/generate") => Checked(request, text => new NativeReplies(_served, endpoint).Tgi(request.Body, text)),
        (EndpointShape.Ollama, "/api/version") => (200, new JsonObject { ["version"] = "0.12.11" }),
        (EndpointShape.Ollama, "/api/chat") when (string?)request.Body["model"] is var named && named != model.Name => (404, new JsonObject { ["error"] = $"model '{named}' not found" }),
        (EndpointShape.Ollama, "/api/chat") => (200, new ChatReplies(model, _served, endpoint).Ollama(request.Body)),
        (EndpointShape.Azure, _) when request.Path.StartsWith("/openai/deployments/", StringComparison.Ordinal) => Deployment(request),
        (EndpointShape.Azure, "/openai/v1/chat/completions") or (not EndpointShape.Ollama, "/v1/chat/completions") => (200, new ChatReplies(model, _served, endpoint).Reply(request.Body)),
        (_, "/v1/completions") when !IsChatOnly => Checked(request, text => Completions(request.Body, text)),
        _ => (404, Error($"There is no {request.Path} here")),
    };

    private (int Status, JsonObject Reply) Deployment(LoopbackRequest request) => request.Query is not ("?api-version=2024-10-21" or "?api-version=2025-04-01-preview")
        ? (400, Error("API version not supported", "BadRequest"))
        : request.Path == $"/openai/deployments/{model.Name}/chat/completions"
            ? (200, new ChatReplies(model, _served, endpoint).Reply(request.Body))
            : (404, Error("The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.", "DeploymentNotFound"));

    private JsonObject Listed()
    {
        var listed = new JsonObject { ["id"] = model.Name, ["object"] = "model" };
        if (endpoint.Shape == EndpointShape.Vllm)
        {
            listed["max_model_len"] = model.ContextTokens;
        }

        return listed;
    }

    private (int Status, JsonObject Reply) Checked(LoopbackRequest request, Func<int[], (int, JsonObject)> reply)
    {
        var named = request.Body["model"]?.GetValue<string>();
        if (named is not null && named != model.Name)
        {
            return (404, Error($"The model `{named}` does not exist"));
        }

        var text = (request.Body["prompt"] ?? request.Body["text"] ?? request.Body["inputs"])?.GetValue<string>() ?? "";
        var tokens = model.Tokenize(endpoint.Defect is EndpointDefect.AppliesTemplate or EndpointDefect.HidesTemplate ? OwnTemplate.Head + text + OwnTemplate.Tail : text);
        return tokens.Length + (model.Bos is null ? 0 : 1) > model.ContextTokens
            ? (400, Error($"This model's maximum context length is {model.ContextTokens} tokens, and the prompt has {tokens.Length}"))
            : reply(tokens);
    }

    private (int, JsonObject) Completions(JsonObject body, int[] prompt)
    {
        if (endpoint.Defect == EndpointDefect.ChatShaped)
        {
            return (200, new ChatReplies(model, _served, endpoint).Wrap(new LoopbackAnswer("I am a chat."), null));
        }

        var asked = WireRequest.Of(body);
        if (asked.LogProbs > endpoint.TopLogProbs)
        {
            return (400, Error($"logprobs must be at most {endpoint.TopLogProbs}"));
        }

        if (asked.Echo && endpoint.Shape is EndpointShape.Sglang or EndpointShape.Tgi)
        {
            return (400, Error("Echo is not supported"));
        }

        return (200, new CompletionReplies(model, _served, endpoint).Reply(asked, prompt));
    }

    private static JsonObject Error(string message, string? code = null) => new() { ["error"] = new JsonObject { ["message"] = message, ["type"] = "invalid_request_error", ["code"] = code } };
}

