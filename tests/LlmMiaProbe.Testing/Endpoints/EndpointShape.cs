namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>Whose answers a loopback endpoint imitates.</summary>
public enum EndpointShape
{
    /// <summary>Completions with echo and log-probabilities as OpenAI defined them (davinci-002, llama-cpp-python); texts of tokens, no ids.</summary>
    OpenAi,

    /// <summary>vLLM: <c>prompt_logprobs</c> with ids and ranks, and echo.</summary>
    Vllm,

    /// <summary>llama-server: no log-probabilities of the prompt; those of generated tokens under <c>content</c>, and natively at <c>/completion</c>.</summary>
    LlamaServer,

    /// <summary>SGLang: <c>/generate</c> with <c>input_token_logprobs</c>.</summary>
    Sglang,

    /// <summary>TGI: <c>/generate</c> with <c>details.prefill</c>.</summary>
    Tgi,

    /// <summary>Together: what is echoed stands beside <c>choices</c>, under <c>prompt</c>.</summary>
    Together,

    /// <summary>Fireworks: completions with token ids and at most five alternatives.</summary>
    Fireworks,

    /// <summary>Chat completions with <c>top_logprobs</c>; no completions.</summary>
    Chat,

    /// <summary>Chat completions; log-probabilities are accepted and null.</summary>
    ChatText,

    /// <summary>An Azure OpenAI resource with one deployment: its chat completions with <c>top_logprobs</c>, and those of its v1 API; the key in <c>api-key</c>.</summary>
    Azure,

    /// <summary>Ollama's own API: <c>/api/chat</c>, for the one model that was pulled.</summary>
    Ollama,
}
