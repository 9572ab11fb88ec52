using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>How much likelier the text is than variants of it: a memorised text sits on a peak.</summary>
public sealed class NeighbourhoodAttack : IDocumentAttack
{
    private static readonly AttackParameter N = new("n", 8, 1, 100, "neighbours, half by swapped and half by dropped words") { IsInteger = true };
    private static readonly AttackParameter Share = new("share", 0.1, 0.01, 0.5, "share of words that is changed in each");
    private static readonly AttackParameter Seed = new("seed", 0, 0, int.MaxValue, "seed of the changes") { IsInteger = true };

    public AttackDescription Description { get; } = new()
    {
        Id = "neighbourhood",
        Title = "Neighbourhood comparison (model-free neighbours)",
        Formula = "mean lp(text) - (1/n) Σ_j mean lp(neighbour_j)",
        Paper = "Mattern et al. 2023, Findings of ACL 2023, arXiv 2305.18462; neighbours by word swaps and deletions instead of a masked model",
        Notes = "Costs n further passes over each document, so it runs only when named. "
            + "Swaps and deletions make ungrammatical neighbours, which any model finds unlikely; the paper's masked-model neighbours are fluent.",
        OnRequest = true,
        Parameters = [N, Share, Seed],
    };

    public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) =>
        [EvidenceRequest.Target(TextVariant.Plain), .. Neighbours(settings)];

    public AttackScore Score(DocumentEvidence document, AttackSettings settings)
    {
        var neighbours = Neighbours(settings).Select(request => document[request]).ToList();
        return document.Target.Count == 0 || neighbours.Any(neighbour => neighbour.Count == 0)
            ? AttackScore.NotApplicable(Reasons.NoScoredToken)
            : AttackScore.Of(document.Target.MeanLogProb - neighbours.Average(neighbour => neighbour.MeanLogProb));
    }

    private static IEnumerable<EvidenceRequest> Neighbours(AttackSettings settings) => Enumerable.Range(0, (int)settings[N])
        .Select(i => EvidenceRequest.Target(i % 2 == 0
            ? new SwappedWords(i, settings[Share], (int)settings[Seed])
            : new DroppedWords(i, settings[Share], (int)settings[Seed])));
}
