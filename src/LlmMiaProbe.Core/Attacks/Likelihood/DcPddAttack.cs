using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>Probability of the text's tokens, weighted by how rare each is in general: frequent words say little.</summary>
public sealed class DcPddAttack : IDocumentAttack
{
    public const string OtherTokens = "the frequency table speaks of other tokens than the target scored for this text";

    private static readonly AttackParameter A = new("a", 0.01, 1e-6, 100, "upper bound of what one token contributes, nats");

    public AttackDescription Description { get; } = new()
    {
        Id = "dc-pdd",
        Title = "DC-PDD (divergence-calibrated)",
        Formula = "mean of min(a, p(x_t) · log(1 / q(x_t))) over the first scored occurrence of each distinct token, "
            + "with q = (count + 1) / (total + vocabulary) from --frequencies",
        Paper = "Zhang W. et al. 2024, EMNLP 2024, arXiv 2409.14781",
        Notes = "Needs a token frequency table of general text for the target's own tokenizer ('mia-probe frequencies build'); "
            + "the paper counts some fifteen files of C4. q is smoothed and normalised over the whole vocabulary as in the paper; some ports use raw counts. "
            + "The documents under test do not belong into the table.",
        Parameters = [A],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.Frequencies];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var (target, general) = (document.Target, document[EvidenceRequest.Frequencies]);
        if (target.Count == 0)
        {
            return AttackScore.NotApplicable(Reasons.NoScoredToken);
        }

        // Without BOS the target does not score the first token; the table always does.
        var offset = general.Count - target.Count;
        if (offset is not (0 or 1) || !general.Tokens.AsSpan(offset).SequenceEqual(target.Tokens))
        {
            return AttackScore.NotApplicable(OtherTokens);
        }

        var seen = new HashSet<int>();
        var sum = 0.0;
        for (var t = 0; t < target.Count; t++)
        {
            if (seen.Add(target.Tokens[t]))
            {
                sum += Math.Min(settings[A], Math.Exp(target.LogProb[t]) * -general.LogProb[t + offset]);
            }
        }

        return AttackScore.Of(sum / seen.Count);
    }
}
