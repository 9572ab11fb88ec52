using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Chat;

/// <summary>One question and its answer, however the chat is asked.</summary>
internal static class ChatExchange
{
    /// <summary>A failure of this request is a reply; what stops all requests is thrown.</summary>
    /// <exception cref="PrerequisiteException">No request will get an answer.</exception>
    public static async Task<ChatReply> AskAsync(IEndpointChat chat, ChatRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await chat.AskAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is EndpointException or RouteException)
        {
            return ChatReply.Failed(request, e.Message);
        }
    }
}
