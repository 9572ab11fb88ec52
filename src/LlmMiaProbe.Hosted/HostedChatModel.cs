using System.Runtime.CompilerServices;
using LlmMiaProbe.Hosted.Chat;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Models;
using Microsoft.Extensions.AI;

namespace LlmMiaProbe.Hosted;

/// <summary>Asks an endpoint's chat, a request a question, over any <see cref="IChatClient"/>.</summary>
public sealed class HostedChatModel : IChatModel, IMeteredModel
{
    private const int RequestsAhead = 4;

    private readonly HostedModel _model;
    private readonly IChatClient _chat;
    private readonly EndpointClient? _client;

    /// <param name="model">What the endpoint can do.</param>
    /// <param name="chat">Owned from now on; another than the SDK's reports no alternatives of tokens.</param>
    public HostedChatModel(HostedModel model, IChatClient chat)
        : this(model, chat, null)
    {
    }

    internal HostedChatModel(HostedModel model, IChatClient chat, EndpointClient? client)
    {
        (_model, _chat, _client) = (model, chat, client);
        Model = HostedIdentity.Describe(model);
    }

    public ModelDescription Model { get; }

    public string Policy => "chat";

    public int TopLogProbs => _model.Capability.ChatTopLogProbs;

    /// <summary>Nothing if the client is another one, which counts for itself.</summary>
    public EndpointUsage Usage => _client?.Usage ?? EndpointUsage.None;

    public int PreferredBatch => RequestsAhead * _model.Settings.Concurrency;

    public async IAsyncEnumerable<ChatReply> AskAsync(IReadOnlyList<ChatRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var reply in OrderedRequests.RunAsync(requests, _model.Settings.Concurrency, (request, token) => ChatExchange.AskAsync(_chat, request, token), cancellationToken))
        {
            HostedIdentity.RequireSame(_model, reply.Detail.ReportedModel);
            yield return reply;
        }
    }

    public void Dispose()
    {
        _chat.Dispose();
        _client?.Dispose();
    }
}
