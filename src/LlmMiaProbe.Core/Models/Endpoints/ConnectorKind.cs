namespace LlmMiaProbe.Models;

/// <summary>Connectors of Semantic Kernel that ask the chat of an endpoint.</summary>
public enum ConnectorKind
{
    /// <summary>The OpenAI connector, for OpenAI and every server of its shape.</summary>
    Openai,

    /// <summary>Deployments of an Azure OpenAI resource; the key stands in <c>api-key</c>.</summary>
    AzureOpenai,

    /// <summary>Ollama's own API; it reports no log-probabilities.</summary>
    Ollama,
}
