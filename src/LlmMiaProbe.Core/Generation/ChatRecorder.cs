using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>Asks what the log does not hold yet, and records every reply before anybody sees it: refusals, filters and failures too.</summary>
/// <param name="log">Where attempts are kept.</param>
/// <param name="run">The run that uses them.</param>
/// <param name="chat">The model.</param>
/// <param name="toolVersion">Version of this program.</param>
/// <param name="time">For time stamps.</param>
public sealed class ChatRecorder(IAttemptLog log, long run, IChatModel chat, string toolVersion, TimeProvider time)
{
    public IChatModel Chat => chat;

    /// <summary>Replies so far that the log did not hold.</summary>
    public long Asked { get; private set; }

    /// <summary>The replies in the order given, each recorded before it is yielded. A failed one is tried anew in every call.</summary>
    public async IAsyncEnumerable<ChatReply> AskAsync(IReadOnlyList<WantedReply> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var keys = wanted.Select(reply => KeyOf(reply.Request)).ToList();
        var missing = wanted.Zip(keys).DistinctBy(pair => pair.Second).Where(pair => log.FindAttempt(pair.Second) is null).ToList();
        var made = new Dictionary<AttemptKey, Attempt>();
        await using var fresh = chat.AskAsync([.. missing.Select(pair => pair.First.Request)], cancellationToken).GetAsyncEnumerator(cancellationToken);
        for (var i = 0; i < wanted.Count; i++)
        {
            if ((log.FindAttempt(keys[i]) ?? made.GetValueOrDefault(keys[i])) is not { } attempt)
            {
                int of;
                do
                {
                    // Where a budget ends, one may be missing and later ones come all the same: each is kept as its own.
                    attempt = await fresh.MoveNextAsync()
                        ? Record(fresh.Current)
                        : throw new ModelException($"{chat.Model.Name} gave fewer replies than were asked for");
                    of = keys.IndexOf(KeyOf(fresh.Current.Request));
                    made.Add(keys[of], attempt);
                    Asked++;
                    if (keys[of] != keys[i])
                    {
                        log.AddAttempt(run, wanted[of].Use, attempt);
                    }
                }
                while (keys[of] != keys[i]);
            }

            log.AddAttempt(run, wanted[i].Use, attempt);
            yield return new ChatReply(wanted[i].Request, attempt.Outcome.Text, attempt.Outcome.Finish, attempt.Outcome.Failure, attempt.Outcome.Detail ?? new AnswerDetail());
        }
    }

    /// <summary>Identity of a question to this model.</summary>
    public AttemptKey KeyOf(ChatRequest request) => AttemptKey.Of(chat.Model.Fingerprint, PolicyOf(request), Logged(request));

    private Attempt Record(ChatReply reply) => new(
        chat.Model.Fingerprint,
        PolicyOf(reply.Request),
        ChatMessage.Transcript(reply.Request.Messages),
        new Continuation(Logged(reply.Request), PackedText.Of(reply.Text), reply.Text, reply.Finish, reply.Failure) { Detail = reply.Detail },
        toolVersion,
        time.GetUtcNow());

    // A reply without alternatives does not answer a question for them.
    private string PolicyOf(ChatRequest request) => request.TopLogProbs == 0 ? chat.Policy : $"{chat.Policy}; {request.TopLogProbs} alternatives";

    // The log knows prompts by numbers; roles are part of the transcript.
    private static GenerationRequest Logged(ChatRequest request) =>
        new(PackedText.Of(ChatMessage.Transcript(request.Messages)), request.MaxTokens, request.Scheme, request.Seed, request.Sample);
}
