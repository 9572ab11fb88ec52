using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Questions;

/// <summary>The outcome of a method: target, and reference if there is one.</summary>
public sealed record QuestionResult
{
    public required IQuestionMethod Method { get; init; }

    public required TestDesign Design { get; init; }

    public required DataHealth Health { get; init; }

    /// <summary>The target first.</summary>
    public required IReadOnlyList<ModelAnswers> Models { get; init; }

    /// <summary>Documents of known non-membership.</summary>
    public int Controls => Models[0].Answers.Documents.Count(document => document.Label == Membership.NonMember);

    /// <summary>The one sentence that it comes down to; without controls it begins with saying so.</summary>
    public string Headline => Controls == 0
        ? QuestionStatement.WithoutControls
        : string.Join(
            ' ',
            Models[0].Measures[0].Sets
                .Select(set => QuestionStatement.Of(set.Set, set.Evaluation, Comparison(set.Set)))
                .DefaultIfEmpty(QuestionStatement.ControlsOnly));

    /// <summary>What questions that name the source rest on; null if all documents have a title or a group.</summary>
    public string? Titles
    {
        get
        {
            var documents = Models[0].Answers.Documents;
            var untitled = documents.Count(document => new AskedDocument(document.Document, "").Title == AskedDocument.Untitled);
            return QuestionStatement.Titles(documents.Count - untitled, documents.Count);
        }
    }

    /// <summary>What tells a set from the controls without the model; null if it was not measured.</summary>
    public SetComparison? Comparison(Membership set) =>
        set == Membership.Member && !Design.HasOwnCalibration ? Health.Labels : Health.Calibration ?? Health.Labels;
}
