using System.Text.Json;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Models;
using Microsoft.Extensions.AI;
using ChatMessage = LlmMiaProbe.Models.ChatMessage;
using ChatRole = Microsoft.Extensions.AI.ChatRole;
using WireMessage = Microsoft.Extensions.AI.ChatMessage;

namespace LlmMiaProbe.Hosted.Chat;

/// <summary>One question and its answer, over any <see cref="IChatClient"/>.</summary>
internal static class ChatExchange
{
    /// <summary>A failure of this request is a reply; what stops all requests is thrown.</summary>
    /// <exception cref="PrerequisiteException">No request will get an answer.</exception>
    public static async Task<ChatReply> AskAsync(IChatClient chat, ChatRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Read(request, await chat.GetResponseAsync(request.Messages.Select(ToWire), Options(request), cancellationToken));
        }
        catch (Exception e) when (e is EndpointException or RouteException)
        {
            return ChatReply.Failed(request, e.Message);
        }
    }

    /// <exception cref="RouteException">The numbers in it are no log-probabilities.</exception>
    public static ChatReply Read(ChatRequest request, ChatResponse response)
    {
        // Another client than ours may give its own object, which says nothing of alternatives here.
        var detail = response.RawRepresentation is JsonElement reply
            ? CompletionRoute.Detail(reply, reply.Member("choices").First())
            : new AnswerDetail { ReportedModel = response.ModelId, Finish = response.FinishReason?.Value, PromptTokens = (int?)response.Usage?.InputTokenCount, CompletionTokens = (int?)response.Usage?.OutputTokenCount };
        return new ChatReply(request, response.Text, CompletionRoute.FinishOf(detail), null, detail with { PromptHash = request.PromptHash });
    }

    /// <summary>Each sample has a seed of its own: endpoints know no number of the sample.</summary>
    public static int SeedOf(int seed, int sample) => (int)(SampleStream.Of(seed, [], sample).Bits(0) & int.MaxValue);

    private static ChatOptions Options(ChatRequest request)
    {
        var options = new ChatOptions
        {
            MaxOutputTokens = request.MaxTokens,
            Temperature = (float)request.Scheme.Temperature,
            TopP = request.Scheme.TopP < 1 ? (float)request.Scheme.TopP : null,
            TopK = request.Scheme.TopK,
            Seed = request.Scheme.IsGreedy ? null : SeedOf(request.Seed, request.Sample),
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
