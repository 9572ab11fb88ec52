using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Lab;

/// <summary>Documents divided at random into members, non-members and a validation part.</summary>
/// <param name="Seed">That they were divided by.</param>
/// <param name="Documents">In the order of the corpus.</param>
public sealed record LabSplit(int Seed, IReadOnlyList<LabDocument> Documents)
{
    /// <summary>Documents that the attacks see.</summary>
    public IEnumerable<LabDocument> Tested => Documents.Where(document => document.Side != LabSide.Validation);

    public IEnumerable<LabDocument> Of(LabSide side) => Documents.Where(document => document.Side == side);

    /// <summary>
    /// The tested documents that a shadow model is trained on: a random half of the clusters. Shadows come in pairs of
    /// complementary halves, so that after every second one each document was in half of them.
    /// </summary>
    /// <param name="number">From 1.</param>
    public IReadOnlyList<LabDocument> ShadowHalf(int number)
    {
        var pair = (number - 1) / 2;
        var clusters = Tested.Select(document => document.Cluster).Distinct()
            .OrderBy(cluster => StableHash.Mix(StableHash.Mix(((ulong)(uint)Seed << 32) | (uint)cluster) ^ ~(ulong)(uint)pair))
            .ToList();
        var half = clusters.Take(clusters.Count / 2).ToHashSet();
        return [.. Tested.Where(document => half.Contains(document.Cluster) == (number % 2 == 1))];
    }
}
