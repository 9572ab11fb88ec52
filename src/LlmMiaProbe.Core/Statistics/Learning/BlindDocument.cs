namespace LlmMiaProbe.Statistics;

/// <summary>A document as the blind baseline sees it: its words, and no model.</summary>
/// <param name="Key">A number that stands for its id: orders documents whatever the order in which they were read.</param>
/// <param name="IsFirst">Whether it belongs to the first of the two sets.</param>
/// <param name="Group">Author or source, or null.</param>
/// <param name="Features">Distinct features, rising, each below <see cref="BlindBaseline.FeatureCount"/>.</param>
/// <param name="Counts">How often each occurs, at most 255.</param>
internal sealed record BlindDocument(ulong Key, bool IsFirst, string? Group, int[] Features, byte[] Counts)
{
    /// <summary>Numbers that describe the text as a whole, as many for each document; empty if only its words count.</summary>
    public double[] Traits { get; init; } = [];

    internal FoldedDocument ForFolds => new(Key, Group, IsFirst);
}
