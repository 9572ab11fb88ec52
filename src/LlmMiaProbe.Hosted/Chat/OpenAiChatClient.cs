using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace LlmMiaProbe.Hosted.Chat;

/// <summary>
/// The chat of an endpoint as an <see cref="IChatClient"/>, over the OpenAI SDK. The answer as it came, a <see cref="JsonElement"/>,
/// is the raw representation of a response. Fields that the endpoint refuses by name are left out from then on.
/// </summary>
internal sealed class OpenAiChatClient : IChatClient
{
    private const string OldLimit = "max_tokens";
    private const string NewLimit = "max_completion_tokens";

    private static readonly string[] s_dispensable = ["temperature", "top_p", "top_k", "seed"];

    private readonly EndpointClient _endpoint;
    private readonly ChatClient _chat;
    private readonly string _model;
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    public OpenAiChatClient(EndpointClient endpoint)
    {
        (_endpoint, _model) = (endpoint, endpoint.Settings.Model);
        // The handler below the transport brings key, retries and time limits; here they are switched off.
        _chat = new ChatClient(_model, new ApiKeyCredential("unused"), new OpenAIClientOptions
        {
            Endpoint = endpoint.Settings.Url,
            Transport = new HttpClientPipelineTransport(endpoint.Http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        });
    }

    /// <summary>Fields that the endpoint refused, so that it decides about them.</summary>
    public IReadOnlyCollection<string> Refused
    {
        get
        {
            lock (_refused)
            {
                return [.. _refused.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <exception cref="EndpointException">This request got no usable answer.</exception>
    /// <exception cref="RouteException">The answer holds no message.</exception>
    /// <exception cref="PrerequisiteException">No request will get one.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = ChatWire.Request(_model, messages, options);
        while (true)
        {
            Adapt(request);
            try
            {
                return Read(await _endpoint.InSlotAsync(() => SendAsync(request, cancellationToken), cancellationToken));
            }
            catch (EndpointException e) when (e.Failure == EndpointFailure.Rejected && Refuses(request, e.Message))
            {
            }
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private async Task<JsonElement> SendAsync(JsonObject request, CancellationToken cancellationToken)
    {
        using var content = BinaryContent.Create(BinaryData.FromString(request.ToJsonString()));
        var result = await _chat.CompleteChatAsync(content, new RequestOptions { CancellationToken = cancellationToken });
        using var document = JsonDocument.Parse(result.GetRawResponse().Content);
        return document.RootElement.Clone();
    }

    private static ChatResponse Read(JsonElement reply)
    {
        var choice = reply.Member("choices").First();
        var message = choice.Member("message") ?? throw new RouteException("the endpoint answers the chat without a message");
        return new ChatResponse(new ChatMessage(Microsoft.Extensions.AI.ChatRole.Assistant, message.Member("content").Text() ?? ""))
        {
            ModelId = reply.Model(),
            FinishReason = choice.Member("finish_reason").Text() is { } finish ? new Microsoft.Extensions.AI.ChatFinishReason(finish) : null,
            RawRepresentation = reply,
        };
    }

    private void Adapt(JsonObject request)
    {
        foreach (var field in Refused.Where(request.ContainsKey))
        {
            if (field == OldLimit)
            {
                request[NewLimit] = request[OldLimit]?.DeepClone();
            }

            request.Remove(field);
        }
    }

    private bool Refuses(JsonObject request, string message)
    {
        var field = message.Contains(NewLimit, StringComparison.Ordinal) && request.ContainsKey(OldLimit) ? OldLimit
            : s_dispensable.FirstOrDefault(name => request.ContainsKey(name) && message.Contains(name, StringComparison.Ordinal));
        lock (_refused)
        {
            return field is not null && _refused.Add(field);
        }
    }
}
