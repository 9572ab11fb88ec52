using LlmMiaProbe.Models;
using OpenAI.Chat;
using ChatDoneResponseStream = OllamaSharp.Models.Chat.ChatDoneResponseStream;
using ChatMessageContent = Microsoft.SemanticKernel.ChatMessageContent;

namespace LlmMiaProbe.Hosted.Chat;

/// <summary>What a chat service of which only the answer is at hand says beside its text.</summary>
internal static class ServiceAnswer
{
    /// <exception cref="ModelException">The numbers in it are no log-probabilities.</exception>
    public static ChatReply Read(ChatRequest request, ChatMessageContent answer)
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
        var alternatives = tokens is [var first, ..]
            ? first.TopLogProbabilities.Where(one => one.LogProbability > censored).Select(one => new TokenAlternative(one.Token, one.LogProbability)).ToList()
            : [];
        return alternatives.Sum(one => Math.Exp(one.LogProb)) > 1 + roundingAllowance
            ? throw new ModelException("the service returns alternatives whose probabilities add up to more than 1, so these are no log-probabilities")
            : [.. alternatives.OrderByDescending(one => one.LogProb).ThenBy(one => one.Text, StringComparer.Ordinal)];
    }
}
