using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>How much more the target gained over the reference on each token than it did on the tokens that the reference would have expected there.</summary>
public sealed class InfoRmiaAttack : IDocumentAttack
{
    public const string RuledOut = "the target gives probability 0 to a token that the reference thinks possible, so their divergence is infinite";

    private static readonly AttackParameter K = new(
        "k", 1, 0.001, 1, "share of tokens that is averaged, those with the smallest values, at least one token; 1 for all");

    public AttackDescription Description { get; } = new()
    {
        Id = "info-rmia",
        Title = "InfoRMIA (token level)",
        Formula = "mean over the max(1, floor(k·N)) smallest of lp^target_t - lp^reference_t + KL(p^reference_t || p^target_t), "
            + "the divergence over the whole vocabulary in nats",
        Paper = "Tao and Shokri 2025, arXiv 2510.05582",
        Notes = "Costs one more pass of target and reference, which are in memory together, so it runs only when named. Needs equal tokens in both; "
            + "for a fine-tuned target the reference is its own base model. "
            + "The divergence is the mean loss of the target against the reference over what the reference would have written: "
            + "the tokens themselves are the population that RMIA compares with. Temperature 1 in both models; the paper is reported to use 2.",
        OnRequest = true,
        Parameters = [K],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.Reference(TextVariant.Plain), EvidenceRequest.Divergence];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var (target, reference, divergence) = (document.Target, document.Reference, document[EvidenceRequest.Divergence]);
        if ((AlignedTokens.Refusal(document, target, reference) ?? AlignedTokens.Refusal(document, target, divergence)) is { } refusal)
        {
            return AttackScore.NotApplicable(refusal);
        }

        if (target.Count == 0)
        {
            return AttackScore.NotApplicable(Reasons.NoScoredToken);
        }

        var values = AlignedTokens.Differences(target, reference);
        for (var t = 0; t < values.Length; t++)
        {
            values[t] += divergence.Entropy[t];
        }

        return Array.TrueForAll(values, double.IsFinite)
            ? AttackScore.Of(ExtremeTokens.MeanOfSmallest(values, settings[K]))
            : AttackScore.NotApplicable(RuledOut);
    }
}
