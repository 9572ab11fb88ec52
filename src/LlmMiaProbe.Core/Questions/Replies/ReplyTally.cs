using LlmMiaProbe.Words;

namespace LlmMiaProbe.Questions;

/// <summary>How many replies were of which kind, and what those that are no answers were recognised by.</summary>
public sealed class ReplyTally
{
    private readonly Dictionary<(ReplyKind Kind, string? Reason), int> _counts;

    private ReplyTally(Dictionary<(ReplyKind Kind, string? Reason), int> counts) => _counts = counts;

    public static ReplyTally None { get; } = new([]);

    public int Asked => _counts.Values.Sum();

    public int Answered => Count(ReplyKind.Answered);

    /// <summary>Kinds other than answers with what they were recognised by, the most frequent first.</summary>
    public IReadOnlyList<(ReplyKind Kind, string Reason, int Count)> Reasons =>
    [
        .. _counts.Where(entry => entry.Key.Kind != ReplyKind.Answered)
            .Select(entry => (entry.Key.Kind, Reason: entry.Key.Reason ?? "", Count: entry.Value))
            .OrderByDescending(entry => entry.Count).ThenBy(entry => entry.Kind).ThenBy(entry => entry.Reason, StringComparer.Ordinal),
    ];

    public static ReplyTally Of(IEnumerable<JudgedReply> replies) =>
        new(replies.CountBy(reply => (reply.Kind, reply.Kind == ReplyKind.Answered ? null : reply.Reason)).ToDictionary());

    public static ReplyTally Sum(IEnumerable<ReplyTally> tallies) =>
        new(tallies.SelectMany(tally => tally._counts).GroupBy(entry => entry.Key).ToDictionary(same => same.Key, same => same.Sum(entry => entry.Value)));

    public int Count(ReplyKind kind) => _counts.Where(entry => entry.Key.Kind == kind).Sum(entry => entry.Value);

    /// <summary>Such as <c>24 asked: 20 answered, 3 refused, 1 failed</c>.</summary>
    public override string ToString()
    {
        var kinds = Enum.GetValues<ReplyKind>().Where(kind => Count(kind) > 0).Select(kind => $"{Figures.Count(Count(kind))} {Word(kind)}");
        return $"{Figures.Count(Asked)} asked{(Asked == 0 ? "" : ": ")}{string.Join(", ", kinds)}";
    }

    internal static string Word(ReplyKind kind) => kind switch
    {
        ReplyKind.Answered => "answered",
        ReplyKind.Unclear => "unclear",
        ReplyKind.Unknowing => "not known",
        ReplyKind.Refused => "refused",
        ReplyKind.Filtered => "filtered",
        _ => "failed",
    };
}
