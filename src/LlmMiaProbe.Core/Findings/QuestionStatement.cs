using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Findings;

/// <summary>What the replies of a model to questions about documents come down to.</summary>
public static class QuestionStatement
{
    /// <summary>In the first place of every result without them.</summary>
    public const string WithoutControls =
        "Without control documents these scores say nothing: any text of the kind may score so. "
        + "Add texts of the same kind that the model cannot have met, with --non-members FILE or --calibration FILE.";

    public const string ControlsOnly = "All documents are controls, so there is nothing to hold against them: add documents under test.";

    /// <summary>Beside everything that measures what a model emits.</summary>
    public const string Extraction =
        "This measures what the model emits when asked like this. What does not come may be known to the model all the same, "
        + "and neither result says that a document was or was not used to make it.";

    /// <summary>Beside replies that are not answers.</summary>
    public const string Refusals =
        "Replies that decline, do not know, are withheld or fail are counted apart and never as wrong answers; a document without answers has no score.";

    /// <summary>What a question that names the source is worth where not all documents have one; null if all have.</summary>
    /// <param name="titled">Documents with a title or a group.</param>
    /// <param name="documents">All documents.</param>
    public static string? Titles(int titled, int documents) => titled == documents
        ? null
        : titled == 0
            ? "No document has a title or a group, so the questions name no source: add a field title."
            : $"Only {Figures.Count(titled)} of {Figures.Count(documents, "document")} have a title or a group; "
                + "the others are asked about without a source, which alone may set them apart: add a field title to all.";

    /// <param name="set">Whose documents are held against the controls.</param>
    /// <param name="evaluation">One measure of them.</param>
    /// <param name="comparison">What tells both apart without the model; null if it was not measured.</param>
    public static string Of(Membership set, AttackEvaluation evaluation, SetComparison? comparison)
    {
        if (evaluation.Auc is not { } auc)
        {
            return $"{evaluation.Attack}: {Documents(set, evaluation.Members)} and {Figures.Count(evaluation.NonMembers, "control document")} have a score, "
                + "so nothing can be compared.";
        }

        var isOpen = auc is { Low: <= 0.5, High: >= 0.5 } && !(DetectableAuc.Of(evaluation.Members, evaluation.NonMembers, auc) <= DetectableAuc.Relevant);
        var result = $"{evaluation.Attack}: {(isOpen ? "undecided with so few documents: " : "")}{Documents(set, evaluation.Members)} "
            + $"{Verb(auc, evaluation.Members)} {Figures.Count(evaluation.NonMembers, "control document")} (AUC {auc.InWords})";
        return comparison switch
        {
            { Separates: true } => $"{result}. Text alone, without the model, tells them apart{HealthStatement.Bracket(comparison)}, "
                + "so this may come from the texts and not from the model.",
            { Words.Auc: not null } => $"{result}. Text alone, without the model, does not tell them apart{HealthStatement.Bracket(comparison)}.",
            { Words.Reason: { } reason } => $"{result}. Whether text alone tells them apart was not measured: {reason}.",
            _ => $"{result}. Whether text alone tells them apart was not measured.",
        };
    }

    /// <summary>A set of documents as the subject of a sentence.</summary>
    public static string Documents(Membership set, int count) => set == Membership.Member
        ? Figures.Count(count, "document labelled member", "documents labelled member")
        : Figures.Count(count, "document under test", "documents under test");

    private static string Verb(Estimate auc, int count) => auc switch
    {
        { Low: > 0.5 } => count == 1 ? "scores above" : "score above",
        { High: < 0.5 } => count == 1 ? "scores below" : "score below",
        _ => count == 1 ? "is not told apart from" : "are not told apart from",
    };
}
