using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>One attack of a run with its scores, in order of the run's documents.</summary>
/// <param name="Evaluation">What its scores say together.</param>
/// <param name="Name">Its id, without parameters where no other attack has the same.</param>
/// <param name="IsHeadline">Whether its result counts.</param>
/// <param name="Scores">A score or a reason for each document; null for a document that the store has no score of.</param>
internal sealed record AttackColumn(AttackEvaluation Evaluation, string Name, bool IsHeadline, IReadOnlyList<AttackScore?> Scores)
{
    public string Id => Evaluation.Attack;
}
