using LlmMiaProbe.Corpora;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Questions;

/// <summary>Asks a model what a method wants to know; every reply is in the attempt log.</summary>
/// <param name="recorder">Model, log and run.</param>
/// <param name="role">The model's part in the run.</param>
/// <param name="progress">Told after every reply.</param>
public sealed class Asker(ChatRecorder recorder, ModelRole role, IProgress<ProbeProgress> progress)
{
    public IChatModel Chat => recorder.Chat;

    public ModelRole Role => role;

    /// <summary>The replies in the order of the questions.</summary>
    /// <param name="purpose">See <see cref="AttemptPurpose"/>.</param>
    /// <param name="questions">Each with the document that it is about, or null.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task<IReadOnlyList<ChatReply>> AskAsync(
        string purpose, IReadOnlyList<(ContentHash? Document, ChatRequest Request)> questions, CancellationToken cancellationToken)
    {
        var (replies, before, failed) = (new List<ChatReply>(questions.Count), recorder.Asked, 0);
        var wanted = questions.Select(question => new WantedReply(new AttemptUse(question.Document, role, purpose), question.Request)).ToList();
        await foreach (var reply in recorder.AskAsync(wanted, cancellationToken))
        {
            replies.Add(reply);
            failed += reply.Finish == FinishReason.Failed ? 1 : 0;
            progress.Report(
                new ProbeProgress($"asking {role} ({purpose})", replies.Count, questions.Count, replies.Count - (recorder.Asked - before), failed, 0));
        }

        return replies;
    }
}
