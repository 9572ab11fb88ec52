using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Questions;

/// <summary>How one measure tells a set of documents from the controls. Controls are all documents labelled nonmember.</summary>
/// <param name="Set">Labelled members, or the documents of unknown membership.</param>
/// <param name="Evaluation">With the set in the place of members.</param>
public sealed record SetAnswers(Membership Set, AttackEvaluation Evaluation);
