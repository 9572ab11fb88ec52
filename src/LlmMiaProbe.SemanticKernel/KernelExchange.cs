using System.Text.Json;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using OpenAI.Chat;
using ChatDoneResponseStream = OllamaSharp.Models.Chat.ChatDoneResponseStream;
using ChatMessage = LlmMiaProbe.Models.ChatMessage;
using ChatMessageContent = Microsoft.SemanticKernel.ChatMessageContent;

namespace LlmMiaProbe.SemanticKernel;

/// <summary>One question to a chat service and its answer.</summary>
internal static class KernelExchange
{
    /// <summary>An answer that the connector cannot use is a reply that failed; what the HTTP client throws is left to the caller.</summary>
    public static async Task<ChatReply> AskAsync(IChatCompletionService service, Kernel kernel, ChatRequest request, CancellationToken cancellationToken)
    {
        if (request.Scheme.TopK is not null)
        {
            return ChatReply.Failed(request, "connectors of Semantic Kernel may leave top-k out in silence: leave --top-k out");
        }

        try
        {
            var answers = await service.GetChatMessageContentsAsync(HistoryOf(request), Settings(request), kernel, cancellationToken);
            return answers is [var answer, ..] ? Read(request, answer) : ChatReply.Failed(request, "the service answered without a message");
        }
        catch (ModelException e)
        {
            return ChatReply.Failed(request, e.Message);
        }
        catch (Exception e) when (e is HttpOperationException or InvalidOperationException or ArgumentException or JsonException or KeyNotFoundException or FormatException)
        {
            return ChatReply.Failed(request, $"the connector cannot use the endpoint's answer: {e.Message.ReplaceLineEndings(" ").Trim()}");
        }
    }

    /// <summary>By their names on the wire, which every connector translates to settings of its own.</summary>
    internal static PromptExecutionSettings Settings(ChatRequest request)
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

    /// <exception cref="ModelException">The numbers in it are no log-probabilities.</exception>
    private static ChatReply Read(ChatRequest request, ChatMessageContent answer)
    {
        var detail = answer.InnerContent switch
        {
            ChatCompletion completion => Detail(completion),
            ChatDoneResponseStream done => Detail(done),
            _ => new AnswerDetail { ReportedModel = answer.ModelId },
        };
        var finish = detail switch
        {
            { Refusal: not null } or { Finish: "content_filter" } => FinishReason.Filtered,
            { Finish: "length" } => FinishReason.Length,
            _ => FinishReason.Stop,
        };
        return new ChatReply(request, answer.Content ?? "", finish, null, detail with { PromptHash = request.PromptHash });
    }

    // The connector repeats the name that was asked for; the SDK's own object has the one that answered.
    private static AnswerDetail Detail(ChatCompletion completion) => new()
    {
        ReportedModel = completion.Model,
        SystemFingerprint = completion.SystemFingerprint,
        Finish = completion.FinishReason switch
        {
            ChatFinishReason.Length => "length",
            ChatFinishReason.ContentFilter => "content_filter",
            var other => other.ToString().ToLowerInvariant(),
        },
        Refusal = completion.Refusal is { Length: > 0 } refusal ? refusal : null,
        PromptTokens = completion.Usage?.InputTokenCount,
        CompletionTokens = completion.Usage?.OutputTokenCount,
        FirstToken = FirstToken(completion.ContentTokenLogProbabilities),
    };

    private static AnswerDetail Detail(ChatDoneResponseStream done) => new()
    {
        ReportedModel = done.Model,
        Finish = done.DoneReason,
        PromptTokens = done.PromptEvalCount,
        CompletionTokens = done.EvalCount,
    };

    private static IReadOnlyList<TokenAlternative> FirstToken(IReadOnlyList<ChatTokenLogProbabilityDetails>? tokens)
    {
        // -9999 stands for a token outside of those that the service keeps: it is no number.
        const double censored = -9000;
        const double roundingAllowance = 0.02;
        var alternatives = tokens is [var first, ..] ? first.TopLogProbabilities.Where(one => one.LogProbability > censored).Select(one => new TokenAlternative(one.Token, one.LogProbability)).ToList() : [];
        return alternatives.Sum(one => Math.Exp(one.LogProb)) > 1 + roundingAllowance
            ? throw new ModelException("the service returns alternatives whose probabilities add up to more than 1, so these are no log-probabilities")
            : [.. alternatives.OrderByDescending(one => one.LogProb).ThenBy(one => one.Text, StringComparer.Ordinal)];
    }

    private static ChatHistory HistoryOf(ChatRequest request)
    {
        var history = new ChatHistory();
        foreach (var message in request.Messages)
        {
            history.AddMessage(RoleOf(message), message.Text);
        }

        return history;
    }

    private static AuthorRole RoleOf(ChatMessage message) => message.Role switch
    {
        ChatRole.System => AuthorRole.System,
        ChatRole.Assistant => AuthorRole.Assistant,
        _ => AuthorRole.User,
    };
}
