using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>
/// A generator as a chat model, for models without a chat template: the messages as one text, an empty line before each
/// message of system and user, and each reply directly after its question. Base models see the text go on.
/// </summary>
/// <param name="generator">Owned from now on.</param>
public sealed class PlainTextChat(IGenerator generator) : IChatModel, IMeteredModel
{
    public ModelDescription Model => generator.Model;

    public string Policy => $"{generator.Policy}; messages as plain text, no chat template";

    public int TopLogProbs => generator.TopLogProbs;

    public int PreferredBatch => generator.PreferredBatch;

    /// <summary>Nothing for a local model.</summary>
    public EndpointUsage Usage => (generator as IMeteredModel)?.Usage ?? EndpointUsage.None;

    public async IAsyncEnumerable<ChatReply> AskAsync(IAsyncEnumerable<ChatRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in requests.Chunk(PreferredBatch).WithCancellation(cancellationToken))
        {
            await foreach (var reply in AskAsync(batch, cancellationToken))
            {
                yield return reply;
            }
        }
    }

    public void Dispose() => generator.Dispose();

    /// <summary>The messages as the model sees them.</summary>
    public static string Text(IReadOnlyList<ChatMessage> messages) => string.Concat(messages.Select((message, i) =>
        (i == 0 || message.Role == ChatRole.Assistant ? "" : "\n\n") + message.Text));

    private async IAsyncEnumerable<ChatReply> AskAsync(ChatRequest[] requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prompts = requests.Select(Prompt).ToList();
        await using var continuations = generator
            .GenerateAllAsync([.. prompts.Where(prompt => prompt.Reason is null).Select(prompt => prompt.Request)], cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        for (var i = 0; i < requests.Length; i++)
        {
            if (prompts[i].Reason is { } reason)
            {
                yield return ChatReply.Failed(requests[i], reason);
                continue;
            }

            var continuation = await continuations.MoveNextAsync()
                ? continuations.Current
                : throw new ModelException($"{generator.Model.Name} returned fewer continuations than were asked for");
            // Where a budget ends, one may be missing and later ones come all the same.
            yield return Reply(requests[prompts.FindIndex(prompt => ReferenceEquals(prompt.Request, continuation.Request))], continuation);
        }
    }

    private (GenerationRequest Request, string? Reason) Prompt(ChatRequest request)
    {
        try
        {
            var tokens = generator.Tokenize(Text(request.Messages));
            return (new GenerationRequest(tokens, request.MaxTokens, request.Scheme, request.Seed, request.Sample) { TopLogProbs = request.TopLogProbs }, null);
        }
        catch (ModelException error)
        {
            return (new GenerationRequest([], request.MaxTokens, request.Scheme), error.Message);
        }
    }

    private static ChatReply Reply(ChatRequest request, Continuation continuation)
    {
        if (continuation.Failure is { } reason)
        {
            return ChatReply.Failed(request, reason);
        }

        var said = continuation.Detail ?? new AnswerDetail();
        return new ChatReply(request, continuation.Text, continuation.Finish, null, said with
        {
            Finish = said.Finish ?? continuation.Finish.ToString().ToLowerInvariant(),
            PromptTokens = said.PromptTokens ?? continuation.Request.Prompt.Length,
            CompletionTokens = said.CompletionTokens ?? continuation.Tokens.Length,
            PromptHash = request.PromptHash,
        });
    }
}
