using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>What a second reading of the text gains: little if the text was known before the first.</summary>
public sealed class RepeatAmplificationAttack : IDocumentAttack
{
    private static readonly EvidenceRequest s_twice = EvidenceRequest.Target(new RepeatedText(2));

    public AttackDescription Description { get; } = new()
    {
        Id = "repeat-amplification",
        Title = "Repeat amplification",
        Formula = "-(mean lp of the second copy in text + space + text - mean lp(text))",
        Paper = "Feature of CAMIA, Chang et al. 2024, EMNLP 2025, arXiv 2409.13745 (five to ten further copies there, of which the first are used)",
        Notes = "Costs a pass over twice the document. Copies are joined by a space, as in the released code. The second copy is found by its tokens: "
            + "where its first ones are others than those of the text alone, both are judged from the next token on; "
            + "the released code leaves out the first two to five of every text.",
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

        return AlignedTokens.SameText(once, twice) is > 0 and var tail
            ? AttackScore.Of(once.MeanOfLast(tail) - twice.MeanOfLast(tail))
            : AttackScore.NotApplicable(AlignedTokens.OtherReading);
    }
}
