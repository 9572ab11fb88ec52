using LlmMiaProbe.Models;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Questions;

/// <summary>A chat in which a document is being continued.</summary>
/// <param name="document">The document.</param>
/// <param name="beginning">What the model was given of it.</param>
/// <param name="rest">What follows, as far as it may come.</param>
/// <param name="messages">The first question.</param>
internal sealed class OpenChat(AskedDocument document, string beginning, string rest, IReadOnlyList<ChatMessage> messages)
{
    private readonly List<ChatMessage> _messages = [.. messages];
    private readonly List<JudgedReply> _replies = [];
    private readonly int _wantedWords = WordNumbering.ReadAlone(rest).Count;

    public AskedDocument Document => document;

    public string Rest => rest;

    /// <summary>Why there is no chat; else null.</summary>
    public string? Reason { get; init; }

    public IReadOnlyList<ChatMessage> Messages => _messages;

    public IReadOnlyList<JudgedReply> Replies => _replies;

    /// <summary>All that was produced, without repetitions of what was given or produced before.</summary>
    public string Produced { get; private set; } = "";

    public bool GoesOn =>
        Reason is null && (_replies is [] || _replies[^1].Kind == ReplyKind.Answered) && WordNumbering.ReadAlone(Produced).Count < _wantedWords;

    /// <summary>Why it ends, in words that follow a number of documents.</summary>
    public string Ending => _replies is [.., { Kind: not ReplyKind.Answered } last]
        ? $"ended {ReplyTally.Word(last.Kind)}"
        : WordNumbering.ReadAlone(Produced).Count >= _wantedWords ? "went on to the end" : "used up the turns";

    /// <param name="reply">The reply to the last question.</param>
    /// <param name="next">The next question.</param>
    public void Add(JudgedReply reply, IReadOnlyList<ChatMessage> next)
    {
        _replies.Add(reply);
        if (reply.Kind == ReplyKind.Answered)
        {
            Produced += (Produced.Length == 0 ? "" : "\n") + Echo.Cut(Produced.Length == 0 ? beginning : Produced, reply.Reply.Text);
            _messages.Add(ChatMessage.Assistant(reply.Reply.Text));
            _messages.AddRange(next);
        }
    }
}
