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
        var asked = new LinkedList<(ChatRequest Request, GenerationRequest Prompt, string? Reason)>();
        await foreach (var continuation in generator.GenerateAsync(Prompts(), cancellationToken))
        {
            while (asked.First is { Value.Reason: { } reason } refused)
            {
                asked.Remove(refused);
                yield return ChatReply.Failed(refused.Value.Request, reason);
            }

            // Where a budget ends, one may be missing and later ones come all the same.
            var node = asked.First;
            while (node is not null && !ReferenceEquals(node.Value.Prompt, continuation.Request))
            {
                node = node.Next;
            }

            if (node is not null)
            {
                asked.Remove(node);
                yield return Reply(node.Value.Request, continuation);
            }
        }

        foreach (var (request, _, reason) in asked)
        {
            yield return ChatReply.Failed(
                request, reason ?? throw new ModelException($"{generator.Model.Name} returned fewer continuations than were asked for"));
        }

        async IAsyncEnumerable<GenerationRequest> Prompts()
        {
            await foreach (var request in requests.WithCancellation(cancellationToken))
            {
                var (prompt, reason) = Prompt(request);
                asked.AddLast((request, prompt, reason));
                if (reason is null)
                {
                    yield return prompt;
                }
            }
        }
    }

    public void Dispose() => generator.Dispose();

    /// <summary>The messages as the model sees them.</summary>
    public static string Text(IReadOnlyList<ChatMessage> messages) => string.Concat(messages.Select((message, i) =>
        (i == 0 || message.Role == ChatRole.Assistant ? "" : "\n\n") + message.Text));

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
