using System.Text.Json;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Models;
using Microsoft.SemanticKernel.ChatCompletion;

namespace LlmMiaProbe.Hosted.Chat;

/// <summary>The chat of an endpoint: its connector of Semantic Kernel over the one way to the endpoint.</summary>
internal sealed class EndpointChat : IDisposable
{
    private readonly EndpointClient _client;
    private readonly ChatWire _wire;
    private readonly HttpClient _http;
    private readonly IChatCompletionService _service;

    /// <param name="client">The caller's.</param>
    /// <param name="policy">The one that a run began with; null for today's.</param>
    public EndpointChat(EndpointClient client, string? policy = null)
    {
        var settings = client.Settings;
        _client = client;
        _wire = new ChatWire(settings.ApiVersion);
        _http = client.Through(_wire);
        _service = Connectors.Open(settings, _http);
        Policy = policy ?? (settings.IsChatOnly
            ? $"{KernelChatModel.PolicyOf(_service)}{(settings.ApiVersion is { } version ? $", api-version {version}" : "")}"
            // What is asked and answered is the same as without the connector, so that replies of older runs count.
            : Plain);
    }

    /// <summary>The policy of the chat of an OpenAI-compatible endpoint.</summary>
    public const string Plain = "chat";

    /// <summary>What a question goes through; part of every attempt's key.</summary>
    public string Policy { get; }

    /// <inheritdoc cref="ChatWire.Refused"/>
    public IReadOnlyCollection<string> Refused => _wire.Refused;

    /// <summary>A failure of this request is a reply; what stops all requests is thrown.</summary>
    /// <exception cref="PrerequisiteException">No request will get an answer.</exception>
    public async Task<ChatReply> ReplyAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is EndpointException or RouteException)
        {
            return ChatReply.Failed(request, e.Message);
        }
    }

    /// <exception cref="EndpointException">This request got no usable answer.</exception>
    /// <exception cref="RouteException">The answer holds no message, or its numbers are no log-probabilities.</exception>
    /// <exception cref="PrerequisiteException">No request will get one.</exception>
    public async Task<ChatReply> AskAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        var exchange = new WireExchange(request.Scheme.TopK);
        try
        {
            ChatWire.Begin(exchange);
            var answer = await _client.InSlotAsync(() => KernelExchange.AskAsync(_service, null, request, cancellationToken), cancellationToken);
            var detail = exchange.Reply is { } reply ? Detail(reply) : new AnswerDetail();
            return new ChatReply(request, answer.Content ?? "", CompletionRoute.FinishOf(detail), null, detail with { PromptHash = request.PromptHash });
        }
        catch (Exception e) when (KernelExchange.IsUnusable(e))
        {
            // What is wrong with the numbers is said better than by a connector.
            _ = exchange.Reply is { } given ? (Detail(given), Alternatives.Drawn(given.Member("choices").First().Member("logprobs"))) : default;
            throw new RouteException(exchange.Reply is { } reply && (reply.Member("choices").First() ?? reply).Member("message") is null
                ? "the endpoint answers the chat without a message"
                : KernelExchange.Unusable(e));
        }
    }

    public void Dispose() => _http.Dispose();

    private static AnswerDetail Detail(JsonElement reply) => reply.Member("choices") is { } choices
        ? CompletionRoute.Detail(reply, ((JsonElement?)choices).First())
        : new AnswerDetail
        {
            ReportedModel = reply.Model(),
            Finish = reply.Member("done_reason").Named(),
            PromptTokens = reply.Member("prompt_eval_count").Whole(),
            CompletionTokens = reply.Member("eval_count").Whole(),
        };
}
