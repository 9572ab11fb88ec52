using System.Text.Json;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Models;
using Microsoft.Extensions.AI;
using ChatMessage = LlmMiaProbe.Models.ChatMessage;
using ChatRole = Microsoft.Extensions.AI.ChatRole;
using WireMessage = Microsoft.Extensions.AI.ChatMessage;

namespace LlmMiaProbe.Hosted.Chat;

/// <summary>The chat of an endpoint over the OpenAI SDK.</summary>
/// <param name="chat">Owned from now on.</param>
internal sealed class SdkChat(OpenAiChatClient chat) : IEndpointChat
{
    public string Policy => "chat";

    public IReadOnlyCollection<string> Refused => chat.Refused;

    /// <exception cref="RouteException">The numbers in it are no log-probabilities.</exception>
    public async Task<ChatReply> AskAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        var response = await chat.GetResponseAsync(request.Messages.Select(ToWire), Options(request), cancellationToken);
        var detail = response.RawRepresentation is JsonElement reply ? CompletionRoute.Detail(reply, reply.Member("choices").First()) : new AnswerDetail();
        return new ChatReply(request, response.Text, CompletionRoute.FinishOf(detail), null, detail with { PromptHash = request.PromptHash });
    }

    public void Dispose() => chat.Dispose();

    private static ChatOptions Options(ChatRequest request)
    {
        var options = new ChatOptions
        {
            MaxOutputTokens = request.MaxTokens,
            Temperature = (float)request.Scheme.Temperature,
            TopP = request.Scheme.TopP < 1 ? (float)request.Scheme.TopP : null,
            TopK = request.Scheme.TopK,
            Seed = request.Scheme.IsGreedy ? null : SampleStream.SeedOf(request.Seed, request.Sample),
        };
        if (request.TopLogProbs > 0)
        {
            options.AdditionalProperties = new AdditionalPropertiesDictionary { [ChatWire.TopLogProbs] = request.TopLogProbs };
        }

        return options;
    }

    private static WireMessage ToWire(ChatMessage message) => new(
        message.Role switch
        {
            Models.ChatRole.System => ChatRole.System,
            Models.ChatRole.Assistant => ChatRole.Assistant,
            _ => ChatRole.User,
        },
        message.Text);
}
