using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Testing.Models;

/// <summary>A chat model whose words are put in its mouth. A null answer is a failure.</summary>
public sealed class ScriptedChatModel(Func<ChatRequest, ChatReply?> answer, int topLogProbs = 0) : IChatModel
{
    private readonly List<ChatRequest> _asked = [];

    /// <summary>Requests answered, in order.</summary>
    public IReadOnlyList<ChatRequest> Asked => _asked;

    public ModelDescription Model { get; } = new ScriptedModel("chat").Description;

    public string Policy => "scripted chat";

    public int TopLogProbs => topLogProbs;

    public int PreferredBatch => 8;

    public static ChatReply Say(ChatRequest request, string text) => new(request, text, FinishReason.Stop, null, new AnswerDetail { ReportedModel = "chat", Finish = "stop", PromptHash = request.PromptHash });

    public async IAsyncEnumerable<ChatReply> AskAsync(IAsyncEnumerable<ChatRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var request in requests.WithCancellation(cancellationToken))
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            _asked.Add(request);
            yield return answer(request) ?? ChatReply.Failed(request, "the script says so");
        }
    }

    public void Dispose()
    {
    }
}
