namespace LlmMiaProbe.Questions;

/// <summary>What a method found about all documents.</summary>
/// <param name="Documents">In the order asked.</param>
public sealed record MethodAnswers(IReadOnlyList<DocumentAnswers> Documents)
{
    /// <summary>Replies to questions that belong to no document.</summary>
    public ReplyTally Common { get; init; } = ReplyTally.None;

    /// <summary>Replies of the model that wrote paraphrases.</summary>
    public ReplyTally Writer { get; init; } = ReplyTally.None;

    /// <summary>What holds for all documents together, a label and a sentence each: bias of positions, differences of sets.</summary>
    public IReadOnlyList<(string Label, string Text)> Remarks { get; init; } = [];
}
