using System.Net;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using OpenAI.Chat;
using ChatMessage = LlmMiaProbe.Models.ChatMessage;
using ChatMessageContent = Microsoft.SemanticKernel.ChatMessageContent;

namespace LlmMiaProbe.SemanticKernel;

/// <summary>One question to a chat service and its answer.</summary>
internal static class KernelExchange
{
    /// <summary>A failure of this request is a reply; what stops all requests is thrown.</summary>
    /// <exception cref="PrerequisiteException">No request will get an answer.</exception>
    public static async Task<ChatReply> AskAsync(IChatCompletionService service, Kernel kernel, ChatRequest request, CancellationToken cancellationToken)
    {
        if (request.Scheme.TopK is not null)
        {
            // The OpenAI connectors would leave it out in silence.
            return ChatReply.Failed(request, "chat services of Semantic Kernel take no top-k: leave --top-k out");
        }

        try
        {
            var answers = await service.GetChatMessageContentsAsync(HistoryOf(request), Settings(request), kernel, cancellationToken);
            return answers is [var answer, ..] ? Read(request, answer) : ChatReply.Failed(request, "the service answered without a message");
        }
        catch (HttpOperationException e) when (e.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || e.StatusCode is null)
        {
            throw new PrerequisiteException($"The chat service cannot be asked ({(e.StatusCode is { } code ? $"status {(int)code}: " : "")}{OneLine(e.Message)}): check its address and key.", e);
        }
        catch (HttpOperationException e)
        {
            return ChatReply.Failed(request, OneLine(e.Message));
        }
        catch (ModelException e)
        {
            return ChatReply.Failed(request, e.Message);
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
            // Each sample has a seed of its own: services know no number of the sample.
            settings["seed"] = (long)(SampleStream.Of(request.Seed, [], request.Sample).Bits(0) & int.MaxValue);
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
        var completion = answer.InnerContent as ChatCompletion;
        var finish = completion?.FinishReason switch
        {
            ChatFinishReason.Length => FinishReason.Length,
            ChatFinishReason.ContentFilter => FinishReason.Filtered,
            _ => completion?.Refusal is { Length: > 0 } ? FinishReason.Filtered : FinishReason.Stop,
        };
        var detail = new AnswerDetail
        {
            // The connector repeats the name that was asked for; the SDK's own object has the one that answered.
            ReportedModel = completion?.Model ?? answer.ModelId,
            SystemFingerprint = completion?.SystemFingerprint,
            Finish = completion?.FinishReason.ToString() ?? answer.Metadata?.GetValueOrDefault("FinishReason") as string,
            Refusal = completion?.Refusal is { Length: > 0 } refusal ? refusal : null,
            PromptTokens = completion?.Usage?.InputTokenCount,
            CompletionTokens = completion?.Usage?.OutputTokenCount,
            FirstToken = FirstToken(completion?.ContentTokenLogProbabilities ?? answer.Metadata?.GetValueOrDefault("ContentTokenLogProbabilities") as IReadOnlyList<ChatTokenLogProbabilityDetails>),
            PromptHash = request.PromptHash,
        };
        return new ChatReply(request, answer.Content ?? "", finish, null, detail);
    }

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

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
