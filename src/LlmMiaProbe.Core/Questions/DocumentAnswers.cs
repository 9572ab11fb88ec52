using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Questions;

/// <summary>What a method found about a document. Kept as JSON.</summary>
/// <param name="Document">The document.</param>
/// <param name="Scores">One for each of the method's measures, in their order; higher means more likely a member.</param>
/// <param name="Replies">What came back.</param>
public sealed record DocumentAnswers(RunDocument Document, IReadOnlyList<AttackScore> Scores, ReplyTally Replies)
{
    /// <summary>What the scores were computed from, for people who check them: name and value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; } = [];

    /// <summary>A document that cannot be asked about.</summary>
    public static DocumentAnswers NotApplicable(RunDocument document, int measures, string reason, ReplyTally? replies = null) =>
        new(document, [.. Enumerable.Repeat(AttackScore.NotApplicable(reason), measures)], replies ?? ReplyTally.None);

    public Membership Label => Document.Label;
}
