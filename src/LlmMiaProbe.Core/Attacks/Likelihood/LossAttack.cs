using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Mean log-probability: members tend to be predicted better.</summary>
public sealed class LossAttack : IDocumentAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "loss",
        Title = "Loss",
        Formula = "(1/N) Σ lp_t",
        Paper = "Yeom, Giacomelli, Fredrikson, Jha 2018, arXiv 1709.01604",
        Notes = "The baseline of every other attack. It follows how easy a text is as much as whether it was seen, so it needs non-members like the members.",
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings) => document.Target.Count == 0
        ? AttackScore.NotApplicable(Reasons.NoScoredToken)
        : AttackScore.Of(document.Target.MeanLogProb);
}
