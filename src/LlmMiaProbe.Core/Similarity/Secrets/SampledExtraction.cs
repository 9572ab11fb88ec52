using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Similarity;

/// <summary>
/// (ε, n, p)-discoverable extraction by sampling (Hayes et al. 2024, arXiv 2410.19482): how often a sample comes within an
/// edit distance of the true suffix.
/// </summary>
/// <param name="Hits">Samples within the distance.</param>
/// <param name="Samples">All samples.</param>
public sealed record SampledExtraction(int Hits, int Samples)
{
    /// <summary>Hits over samples: estimates the probability that one query succeeds.</summary>
    public double Share => (double)Hits / Samples;

    /// <summary>Exact 95% interval of that probability, two-sided.</summary>
    public Interval Interval => ClopperPearson.Of(Hits, Samples);

    /// <summary>
    /// Without a hit, the probability below which the truth lies with 95% confidence; to be shown with every such finding. Null if there is
    /// a hit.
    /// </summary>
    public double? BoundWithoutHit => Hits == 0 ? UpperBoundWithoutHit(Samples) : null;

    /// <param name="suffix">Tokens of the true suffix.</param>
    /// <param name="samples">Tokens of each sample; at least one.</param>
    /// <param name="epsilon">Largest edit distance, in tokens; 0 asks for the suffix itself.</param>
    public static SampledExtraction Of(int[] suffix, IReadOnlyList<int[]> samples, int epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        return new SampledExtraction(samples.Count(sample => EditDistance.Within(suffix, sample, epsilon) is not null), samples.Count);
    }

    /// <summary>1 - (1 - confidence)^(1/n): with a larger probability, n samples without a hit would be rarer than 1 - confidence.</summary>
    /// <param name="samples">n, at least 1.</param>
    /// <param name="confidence">Between 0 and 1, exclusive.</param>
    public static double UpperBoundWithoutHit(int samples, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        if (confidence is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
        }

        return 1 - Math.Pow(1 - confidence, 1.0 / samples);
    }
}
