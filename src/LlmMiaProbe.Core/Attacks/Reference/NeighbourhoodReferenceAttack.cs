using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>How much likelier the text is than variants in which the reference model put the token that it expects.</summary>
public sealed class NeighbourhoodReferenceAttack : IDocumentAttack
{
    public const string NoNeighbour = "the reference model expects every token that stands in the text, or the text has fewer than two, so it has no neighbour";

    private static readonly AttackParameter N = new("n", 8, 1, 100, "neighbours; a text with fewer tokens that the reference does not expect has fewer")
    {
        IsInteger = true,
    };

    public AttackDescription Description { get; } = new()
    {
        Id = "neighbourhood-reference",
        Title = "Neighbourhood comparison (reference's neighbours)",
        Formula = "mean lp(text) - (1/n) Σ_j mean lp(neighbour_j); neighbour_j has the reference's top-1 in the place of one token, "
            + "the one where this top-1 is another token and j-th in probability",
        Paper = "Mattern et al. 2023, Findings of ACL 2023, arXiv 2305.18462; neighbours from an autoregressive reference model instead of a masked model",
        Notes = "Costs one pass of the reference and n of the target over each document, both in memory together, so it runs only when named. "
            + "Needs equal tokens in both models. "
            + "Each neighbour differs in one token, which a model that only reads forward chooses from what stands before it; "
            + "the paper's masked model also knows what follows. Of a long text only what fits into the context is looked at.",
        OnRequest = true,
        Parameters = [N],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), EvidenceRequest.Neighbours((int)settings[N])];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var (target, neighbours) = (document.Target, document[EvidenceRequest.Neighbours((int)settings[N])]);
        if (target.Count == 0)
        {
            return AttackScore.NotApplicable(Reasons.NoScoredToken);
        }

        var sum = 0.0;
        var unscored = target.UnscoredFirstToken is null ? 0 : 1;
        for (var j = 0; j < neighbours.Count; j++)
        {
            var (first, count) = (neighbours.Rank[j] - unscored, neighbours.Top1[j]);
            if (first < 0 || count < 1 || first + count > target.Count)
            {
                return AttackScore.NotApplicable(AlignedTokens.OtherTokens);
            }

            var own = 0.0;
            foreach (var lp in target.LogProb.AsSpan(first, count))
            {
                own += lp;
            }

            // Before the replaced token both are the same.
            sum += (own - neighbours.LogProb[j]) / (first + count);
        }

        return neighbours.Count == 0 ? AttackScore.NotApplicable(NoNeighbour) : AttackScore.Of(sum / neighbours.Count);
    }
}
