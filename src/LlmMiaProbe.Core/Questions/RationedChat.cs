using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Questions;

/// <summary>
/// A chat model that stops at a budget. A question that might exceed it (as long as the model is given, and as many tokens
/// as it may produce) is not asked. Replies are charged as reported, else at four bytes a token.
/// </summary>
public sealed class RationedChat(IChatModel chat, QuestionBudget budget) : IChatModel, IMeteredModel
{
    private long _requests;
    private long _tokens;

    public ModelDescription Model => chat.Model;

    public string Policy => chat.Policy;

    public int TopLogProbs => chat.TopLogProbs;

    public int PreferredBatch => chat.PreferredBatch;

    /// <summary>Nothing for a local model.</summary>
    public EndpointUsage Usage => (chat as IMeteredModel)?.Usage ?? EndpointUsage.None;

    /// <summary>Questions asked.</summary>
    public long Requests => _requests;

    /// <summary>Tokens given and produced.</summary>
    public long Tokens => _tokens;

    public async IAsyncEnumerable<ChatReply> AskAsync(IAsyncEnumerable<ChatRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var replies = budget is { Requests: null, Tokens: null } ? chat.AskAsync(requests, cancellationToken) : AskWithinAsync(requests, cancellationToken);
        await foreach (var reply in replies.WithCancellation(cancellationToken))
        {
            _requests++;
            _tokens += (reply.Detail.PromptTokens ?? QuestionCost.Tokens(reply.Request.Messages))
                + (reply.Detail.CompletionTokens ?? QuestionCost.Tokens(reply.Text));
            yield return reply;
        }
    }

    public void Dispose() => chat.Dispose();

    /// <summary>So many at a time as the budget is sure to pay for.</summary>
    private async IAsyncEnumerable<ChatReply> AskWithinAsync(
        IAsyncEnumerable<ChatRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var waiting in requests.Chunk(Math.Max(1, chat.PreferredBatch)).WithCancellation(cancellationToken))
        {
            for (var next = 0; next < waiting.Length;)
            {
                var batch = Affordable(waiting.AsSpan(next));
                next += batch.Count;
                await foreach (var reply in chat.AskAllAsync(batch, cancellationToken))
                {
                    yield return reply;
                }
            }
        }
    }

    private List<ChatRequest> Affordable(ReadOnlySpan<ChatRequest> requests)
    {
        var batch = new List<ChatRequest>();
        var promised = _tokens;
        foreach (var request in requests)
        {
            promised += QuestionCost.Tokens(request.Messages) + request.MaxTokens;
            if (_requests + batch.Count >= budget.Requests || promised > budget.Tokens)
            {
                break;
            }

            batch.Add(request);
        }

        return batch.Count > 0 ? batch : throw UsedUp();
    }

    private PrerequisiteException UsedUp() => new(
        _requests >= budget.Requests
            ? FormattableString.Invariant(
                $"the budget of {budget.Requests} requests is used up; every reply so far is kept: ")
                + "the same command goes on from there with another budget (--max-requests)"
            : FormattableString.Invariant(
                $"the budget of {budget.Tokens} tokens does not suffice for the next request ({_tokens} are used); every reply so far is kept: ")
                + "the same command goes on with a larger --max-tokens");
}
