using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Ratio of mean log-probabilities of the lower-cased and the given text: a memorised text loses more by it.</summary>
public sealed class LowercaseAttack : IDocumentAttack
{
    public AttackDescription Description { get; } = new()
    {
        Id = "lowercase",
        Title = "Perplexity ratio to lower case",
        Formula = "mean lp(lower(text)) / mean lp(text)",
        Paper = "Carlini et al. 2021, USENIX Security, arXiv 2012.07805; ratio form of Min-K%++'s code",
        Notes = "Lower case as in Python's str.lower, which released code uses. Each mean is over its own text's tokens, as in the papers; "
            + "without a BOS the first token of either is not scored. "
            + "Always 1 for text without capital letters, and without meaning for scripts that have none.",
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.Target(TextVariant.Lowercase)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var plain = document.Target;
        var lower = document[EvidenceRequest.Target(TextVariant.Lowercase)];
        if (plain.Count == 0 || lower.Count == 0)
        {
            return AttackScore.NotApplicable(Reasons.NoScoredToken);
        }

        var mean = plain.MeanLogProb;
        return mean == 0 ? AttackScore.NotApplicable(Reasons.CertainText) : AttackScore.Of(lower.MeanLogProb / mean);
    }
}
