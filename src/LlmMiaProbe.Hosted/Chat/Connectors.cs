using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.AI.OpenAI;
using LlmMiaProbe.Models;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.AzureOpenAI;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OllamaSharp;
using OpenAI;

namespace LlmMiaProbe.Hosted.Chat;

/// <summary>The connectors of Semantic Kernel to endpoints.</summary>
internal static class Connectors
{
    // Azure's own v1 API, under which runs of older versions asked.
    private const string AzureV1 = "/openai/v1";

    // The handlers below put the real one in its place.
    private static readonly ApiKeyCredential s_key = new("unused");

    /// <param name="endpoint">Names the connector.</param>
    /// <param name="http">
    /// Brings key, budget, retries and time limits, so that the connector needs none of them; its base address is the endpoint's. The caller's.
    /// </param>
    public static IChatCompletionService Open(EndpointSettings endpoint, HttpClient http) => endpoint.Connector switch
    {
        ConnectorKind.AzureOpenai when !endpoint.Url.AbsolutePath.EndsWith(AzureV1, StringComparison.Ordinal) =>
            new AzureOpenAIChatCompletionService(
                endpoint.Model,
                new AzureOpenAIClient(endpoint.Url, s_key, WithoutRetries(new AzureOpenAIClientOptions(), http))),
        // Semantic Kernel's own Ollama service is deprecated in favour of this way.
        ConnectorKind.Ollama => new OllamaApiClient(http, endpoint.Model).AsChatCompletionService(),
        _ => new OpenAIChatCompletionService(
            endpoint.Model,
            new OpenAIClient(s_key, WithoutRetries(new OpenAIClientOptions { Endpoint = endpoint.Url }, http))),
    };

    private static T WithoutRetries<T>(T options, HttpClient http)
        where T : ClientPipelineOptions
    {
        options.Transport = new HttpClientPipelineTransport(http);
        options.RetryPolicy = new ClientRetryPolicy(maxRetries: 0);
        options.NetworkTimeout = Timeout.InfiniteTimeSpan;
        return options;
    }
}
