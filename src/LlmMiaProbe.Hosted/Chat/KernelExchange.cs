using System.Text.Json;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Models;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using ChatMessageContent = Microsoft.SemanticKernel.ChatMessageContent;

namespace LlmMiaProbe.Hosted.Chat;

/// <summary>
/// One question to a chat service. On its direct path: the same settings given to an IChatClient lose the question for
/// log-probabilities without a word.
/// </summary>
internal static class KernelExchange
{
    /// <exception cref="InvalidOperationException">The service answered without a message.</exception>
    public static async Task<ChatMessageContent> AskAsync(
        IChatCompletionService service, Kernel? kernel, ChatRequest request, CancellationToken cancellationToken)
    {
        var answers = await service.GetChatMessageContentsAsync(HistoryOf(request), Settings(request), kernel, cancellationToken);
        return answers is [var answer, ..] ? answer : throw new InvalidOperationException("it holds no message");
    }

    /// <summary>Whether a connector threw this because it cannot use an answer.</summary>
    public static bool IsUnusable(Exception e) =>
        e is HttpOperationException or InvalidOperationException or ArgumentException or JsonException or KeyNotFoundException or FormatException;

    public static string Unusable(Exception e) => $"the connector cannot use the endpoint's answer: {ReplyReader.Shown(e.Message)}";

    // By their names on the wire, which every connector translates to settings of its own.
    private static PromptExecutionSettings Settings(ChatRequest request)
    {
        var settings = new Dictionary<string, object>
        {
            ["max_tokens"] = request.MaxTokens,
            ["temperature"] = request.Scheme.Temperature,
        };
        if (request.Scheme.TopP < 1)
        {
            settings["top_p"] = request.Scheme.TopP;
        }

        if (request.Scheme.TopK is { } topK)
        {
            settings["top_k"] = topK;
        }

        if (!request.Scheme.IsGreedy)
        {
            settings["seed"] = (long)SampleStream.SeedOf(request.Seed, request.Sample);
        }

        if (request.TopLogProbs > 0)
        {
            settings["logprobs"] = true;
            settings["top_logprobs"] = request.TopLogProbs;
        }

        return new PromptExecutionSettings { ExtensionData = settings };
    }

    private static ChatHistory HistoryOf(ChatRequest request)
    {
        var history = new ChatHistory();
        foreach (var message in request.Messages)
        {
            history.AddMessage(
                message.Role switch
                {
                    ChatRole.System => AuthorRole.System,
                    ChatRole.Assistant => AuthorRole.Assistant,
                    _ => AuthorRole.User,
                },
                message.Text);
        }

        return history;
    }
}
