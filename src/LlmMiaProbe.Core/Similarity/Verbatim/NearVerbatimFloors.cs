namespace LlmMiaProbe.Similarity;

/// <summary>Fewest words of a passage that counts, after the first and after the second pass.</summary>
/// <param name="First">2 to 20.</param>
/// <param name="Second">4 to 100.</param>
public sealed record NearVerbatimFloors(int First, int Second)
{
    /// <summary>Those of Ahmed et al. (2026, arXiv 2601.02671), for works of some length.</summary>
    public static NearVerbatimFloors Standard { get; } = new(20, 100);

    /// <summary>Shorter texts have lower floors, so that their numbers cannot be compared with those of works.</summary>
    public bool AreScaled => this != Standard;

    /// <summary>.15 and .35 of the words of the true text, rounded up, within 2 to 20 and 4 to 100: standard from 283 words.</summary>
    public static NearVerbatimFloors For(int words) =>
        new(Math.Clamp(((15 * words) + 99) / 100, 2, 20), Math.Clamp(((35 * words) + 99) / 100, 4, 100));
}
