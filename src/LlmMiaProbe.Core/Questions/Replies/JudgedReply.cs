using LlmMiaProbe.Models;

namespace LlmMiaProbe.Questions;

/// <summary>A reply and what it is.</summary>
/// <param name="Reply">As it came.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Reason">What it was recognised by; null for an answer.</param>
public sealed record JudgedReply(ChatReply Reply, ReplyKind Kind, string? Reason)
{
    /// <param name="reply">Any reply.</param>
    /// <param name="truth">See <see cref="Refusals.Judge(ChatReply, string?)"/>.</param>
    public static JudgedReply Of(ChatReply reply, string? truth = null)
    {
        var (kind, reason) = Refusals.Judge(reply, truth);
        return new JudgedReply(reply, kind, reason);
    }

    /// <summary>The same as an answer that cannot be read, or as one that can whatever its words look like.</summary>
    public JudgedReply Read(bool isAnswer, string unclear) => (isAnswer, Kind) switch
    {
        (true, ReplyKind.Unknowing or ReplyKind.Refused) when Reply.Detail.Refusal is null or "" => this with { Kind = ReplyKind.Answered, Reason = null },
        (false, ReplyKind.Answered) => this with { Kind = ReplyKind.Unclear, Reason = unclear },
        _ => this,
    };
}
