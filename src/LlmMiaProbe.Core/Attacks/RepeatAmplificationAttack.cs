using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Attacks;

/// <summary>What a second reading of the text gains: little if the text was known before the first.</summary>
public sealed class RepeatAmplificationAttack : IDocumentAttack
{
    private static readonly EvidenceRequest s_twice = EvidenceRequest.Target(new RepeatedText(2));

    public AttackDescription Description { get; } = new()
    {
        Id = "repeat-amplification",
        Title = "Repeat amplification",
        Formula = "-(mean lp of the second copy in text+text - mean lp(text))",
        Paper = "Feature of CAMIA, Chang et al. 2024, EMNLP 2025, arXiv 2409.13745 (ten copies there, the first two are used)",
        Notes = "Costs a pass over twice the document. The second copy is read off by its number of tokens, so a text whose last and first token merge at the joint is judged from the next token on.",
        OnRequest = true,
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain), s_twice];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var (once, twice) = (document.Target, document[s_twice]);
        if (once.Count == 0 || twice.Count <= once.Count)
        {
            return AttackScore.NotApplicable(Reasons.NoScoredToken);
        }

        var second = twice.LogProb.AsSpan(twice.Count - once.Count);
        var sum = 0.0;
        foreach (var lp in second)
        {
            sum += lp;
        }

        return AttackScore.Of(once.MeanLogProb - (sum / second.Length));
    }
}
