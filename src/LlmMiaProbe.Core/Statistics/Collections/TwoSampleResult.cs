namespace LlmMiaProbe.Statistics;

/// <summary>Whether one set of documents scores higher than another. Kept as JSON.</summary>
/// <param name="First">Documents of the first set that have a score.</param>
/// <param name="Second">Documents of the second set that have a score.</param>
/// <param name="Groups">Groups that stayed together or within which labels were permuted; 0 if no document has one.</param>
/// <param name="PValue">One-sided, of the first set scoring higher.</param>
/// <param name="SmallestPValue">About the smallest that could have come out.</param>
/// <param name="CliffsDelta">See <see cref="EffectSize"/>.</param>
/// <param name="CohensD">Null if no score differs from its set's mean.</param>
public sealed record TwoSampleResult(int First, int Second, int Groups, double PValue, double SmallestPValue, Estimate CliffsDelta, Estimate? CohensD)
{
    /// <summary>Whether near-duplicates of one set count once, by their mean score.</summary>
    public bool HasCopies { get; init; }
}
