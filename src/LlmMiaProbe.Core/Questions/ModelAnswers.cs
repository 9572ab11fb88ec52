using LlmMiaProbe.Models;

namespace LlmMiaProbe.Questions;

/// <summary>What one model of a run replied, and what that shows.</summary>
/// <param name="Role">Its part in the run.</param>
/// <param name="Answers">Document by document.</param>
/// <param name="Measures">In the order of the method's.</param>
public sealed record ModelAnswers(ModelRole Role, MethodAnswers Answers, IReadOnlyList<MeasureEvaluation> Measures)
{
    /// <summary>All replies of the model.</summary>
    public ReplyTally Replies => ReplyTally.Sum([.. Answers.Documents.Select(document => document.Replies), Answers.Common]);
}
