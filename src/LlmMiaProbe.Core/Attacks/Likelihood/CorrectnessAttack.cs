using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>How often the token that followed was the model's best guess.</summary>
public sealed class CorrectnessAttack : IDocumentAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "correctness",
        Title = "Prediction correctness",
        Formula = "share of positions where x_t is the top-1 prediction",
        Paper = "Yeom, Giacomelli, Fredrikson, Jha 2018, arXiv 1709.01604 (the gap attack); Song and Mittal 2021, arXiv 2003.10595; here per token",
        Columns = ScoreColumns.Top1,
        Notes = "Needs no probabilities, only the likeliest token at each position. Few distinct values on short texts, so many ties.",
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var target = document.Target;
        return target.Count == 0
            ? AttackScore.NotApplicable(Reasons.NoScoredToken)
            : AttackScore.Of(Enumerable.Range(0, target.Count).Count(t => target.Top1[t] == target.Tokens[t]) / (double)target.Count);
    }
}
