using System.Runtime.CompilerServices;
using LlmMiaProbe.Hosted.Chat;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted;

/// <summary>Asks an endpoint's chat, a request a question.</summary>
public sealed class HostedChatModel : IChatModel, IMeteredModel
{
    private const int RequestsAhead = 4;

    private readonly HostedModel _model;
    private readonly EndpointChat _chat;
    private readonly EndpointClient _client;

    internal HostedChatModel(HostedModel model, EndpointChat chat, EndpointClient client)
    {
        (_model, _chat, _client) = (model, chat, client);
        Model = HostedIdentity.Describe(model);
    }

    public ModelDescription Model { get; }

    public string Policy => _chat.Policy;

    public int TopLogProbs => _model.Capability.ChatTopLogProbs;

    public EndpointUsage Usage => _client.Usage;

    public int PreferredBatch => RequestsAhead * _model.Settings.AtATime;

    public async IAsyncEnumerable<ChatReply> AskAsync(IAsyncEnumerable<ChatRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var reply in OrderedRequests.RunAsync(requests, _model.Settings.AtATime, PreferredBatch, _chat.ReplyAsync, cancellationToken))
        {
            HostedIdentity.RequireSame(_model, reply.Detail.ReportedModel);
            yield return reply;
        }
    }

    public void Dispose()
    {
        _chat.Dispose();
        _client.Dispose();
    }
}
