using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>Asks what the log does not hold yet, and records every reply before anybody sees it: refusals, filters and failures too.</summary>
public sealed class ChatRecorder
{
    private readonly AttemptGatherer<WantedReply> _gatherer;
    private readonly ChatSource _source;

    /// <param name="log">Where attempts are kept.</param>
    /// <param name="run">The run that uses them.</param>
    /// <param name="chat">The model.</param>
    /// <param name="toolVersion">Version of this program.</param>
    /// <param name="time">For time stamps.</param>
    public ChatRecorder(IAttemptLog log, long run, IChatModel chat, string toolVersion, TimeProvider time)
        : this(chat, new LoggedAttempts(log, run), new ChatSource(chat, toolVersion, time))
    {
    }

    private ChatRecorder(IChatModel chat, IKnownAttempts known, ChatSource source) =>
        (Chat, _source, _gatherer) = (chat, source, new AttemptGatherer<WantedReply>(known, source));

    /// <summary>The same with nobody in the model's place: no weights are loaded, and what the log lacks is a failed reply.</summary>
    /// <param name="log">All that is known.</param>
    /// <param name="run">The run that uses it.</param>
    /// <param name="chat">Says who would be asked, and how.</param>
    /// <param name="missing">Told of each question that the log does not answer.</param>
    public static ChatRecorder OfLogAlone(IAttemptLog log, long run, IChatModel chat, Action<WantedReply> missing)
    {
        ArgumentNullException.ThrowIfNull(chat);
        return new ChatRecorder(chat, new AttemptsAlone(log, run, chat.Model.Fingerprint, chat.Policy), new ChatSource(chat, "", TimeProvider.System))
        {
            Missing = missing,
        };
    }

    private Action<WantedReply>? Missing { get; init; }

    public IChatModel Chat { get; }

    /// <summary>Replies so far that the log did not hold.</summary>
    public long Asked => _gatherer.Made;

    /// <summary>Replies so far that the log held, or that an equal question brought.</summary>
    internal long Found => _gatherer.Found;

    /// <summary>Of the replies that the log did not hold, those that failed.</summary>
    internal long Failures { get; private set; }

    /// <summary>The replies in the order given. A failed one is tried anew in every call.</summary>
    public async IAsyncEnumerable<ChatReply> AskAsync(IReadOnlyList<WantedReply> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (question, attempt, isMade) in _gatherer.GatherAsync(wanted, cancellationToken))
        {
            Failures += isMade && attempt.Outcome.Failure is not null ? 1 : 0;
            if (attempt.IsMissing)
            {
                Missing?.Invoke(question);
            }

            yield return new ChatReply(
                question.Request, attempt.Outcome.Text, attempt.Outcome.Finish, attempt.Outcome.Failure, attempt.Outcome.Detail ?? new AnswerDetail());
        }
    }

    /// <summary>Identity of a question to this model.</summary>
    public AttemptKey KeyOf(ChatRequest request) => _source.KeyOf(request);

    private sealed class ChatSource(IChatModel chat, string toolVersion, TimeProvider time) : IAttemptSource<WantedReply>
    {
        public string Name => chat.Model.Name;

        public int Room => chat.PreferredBatch;

        public AttemptKey KeyOf(WantedReply wanted) => KeyOf(wanted.Request);

        public AttemptKey KeyOf(ChatRequest request) => AttemptKey.Of(chat.Model.Fingerprint, PolicyOf(request), Logged(request));

        public AttemptUse UseOf(WantedReply wanted) => wanted.Use;

        public async IAsyncEnumerable<Attempt> AskAsync(IAsyncEnumerable<WantedReply> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var reply in chat.AskAsync(wanted.Select(one => one.Request), cancellationToken))
            {
                yield return new Attempt(
                    chat.Model.Fingerprint,
                    PolicyOf(reply.Request),
                    ChatMessage.Transcript(reply.Request.Messages),
                    new Continuation(Logged(reply.Request), PackedText.Of(reply.Text), reply.Text, reply.Finish, reply.Failure) { Detail = reply.Detail },
                    toolVersion,
                    time.GetUtcNow());
            }
        }

        // A reply without alternatives does not answer a question for them.
        private string PolicyOf(ChatRequest request) => request.TopLogProbs == 0 ? chat.Policy : $"{chat.Policy}; {request.TopLogProbs} alternatives";

        // The log knows prompts by numbers; roles are part of the transcript.
        private static GenerationRequest Logged(ChatRequest request) =>
            new(PackedText.Of(ChatMessage.Transcript(request.Messages)), request.MaxTokens, request.Scheme, request.Seed, request.Sample);
    }
}

/// <summary>A question that is wanted, and what for.</summary>
public sealed record WantedReply(AttemptUse Use, ChatRequest Request);
