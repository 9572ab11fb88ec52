using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>How narrow the model's predictions along the text are, whatever token followed.</summary>
public sealed class EntropyAttack : IDocumentAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "entropy",
        Title = "Prediction entropy",
        Formula = "-(1/N) Σ H_t, with H_t = -Σ_v p(v | x_<t) log p(v | x_<t)",
        Paper = "Salem et al. 2019, NDSS 2019, arXiv 1806.01246; Song and Mittal 2021, USENIX Security, arXiv 2003.10595",
        Columns = ScoreColumns.Moments,
        Notes = "Blind to whether the prediction was right: a model that is sure of the wrong token scores high (the papers' modified entropy mends this for "
            + "classifiers). A weak baseline; lists and other repetitive texts score high unseen. Needs full distributions.",
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings) => document.Target.Count == 0
        ? AttackScore.NotApplicable(Reasons.NoScoredToken)
        : AttackScore.Of(-document.Target.Entropy.Average(entropy => (double)entropy));
}
