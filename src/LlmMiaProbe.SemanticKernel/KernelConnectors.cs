using System.ClientModel;
using System.ClientModel.Primitives;
using LlmMiaProbe.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OllamaSharp;
using OpenAI;

namespace LlmMiaProbe.SemanticKernel;

/// <summary>Kernels whose chat service is a connector to an endpoint.</summary>
public static class KernelConnectors
{
    /// <param name="endpoint">Names the connector.</param>
    /// <param name="http">Brings key, budget, retries and time limits, so that the connector needs none of them; its base address is the endpoint's. The caller's.</param>
    public static IEndpointChat Open(EndpointSettings endpoint, HttpClient http)
    {
        var services = new ServiceCollection();
        services.AddSingleton(endpoint.Connector == ConnectorKind.Ollama
            // Semantic Kernel's own Ollama service is deprecated in favour of this way.
            ? new OllamaApiClient(http, endpoint.Model).AsChatCompletionService()
            : new OpenAIChatCompletionService(endpoint.Model, new OpenAIClient(new ApiKeyCredential("unused"), new OpenAIClientOptions
            {
                Endpoint = endpoint.Url,
                Transport = new HttpClientPipelineTransport(http),
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
                NetworkTimeout = Timeout.InfiniteTimeSpan,
            })));
        return new KernelChat(new Kernel(services.BuildServiceProvider()));
    }
}
