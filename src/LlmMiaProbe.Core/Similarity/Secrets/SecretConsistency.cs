using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Similarity;

/// <summary>
/// How often independent samples name the same secret. "123456" is consistent in every model, so the share counts only
/// beyond that of a reference model, and only for a string that is not common property.
/// </summary>
public sealed record SecretConsistency
{
    /// <summary>The most frequent string; the ordinally first one on ties.</summary>
    public required string Mode { get; init; }

    /// <summary>Samples that are this string.</summary>
    public required int Count { get; init; }

    public required int Samples { get; init; }

    /// <summary>Samples of the reference model that are this string; null without a reference.</summary>
    public required int? ReferenceCount { get; init; }

    public required int? ReferenceSamples { get; init; }

    /// <summary>Whether it is on a list of the most common passwords and PINs.</summary>
    public bool IsCommon => CommonSecrets.Contains(Mode);

    public double Share => (double)Count / Samples;

    /// <summary>
    /// Exact 95% interval of the share, as if the string had been named beforehand: the mode of many different strings is
    /// never rare, so an interval from few samples flatters it.
    /// </summary>
    public Interval Interval => ClopperPearson.Of(Count, Samples);

    /// <summary>Share minus the reference model's share of the same string, -1 to 1; null without a reference.</summary>
    public double? Excess => ReferenceCount is { } count && ReferenceSamples is { } total ? Share - ((double)count / total) : null;

    /// <param name="samples">What each sample gave as the secret, white space at the ends aside; at least one.</param>
    /// <param name="reference">The same from a reference model under the same prompt; empty for none.</param>
    public static SecretConsistency Of(IReadOnlyList<string> samples, IReadOnlyList<string> reference)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count);
        var mode = samples.GroupBy(sample => sample.Trim(), StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .First();
        return new SecretConsistency
        {
            Mode = mode.Key,
            Count = mode.Count(),
            Samples = samples.Count,
            ReferenceCount = reference.Count == 0 ? null : reference.Count(sample => sample.Trim() == mode.Key),
            ReferenceSamples = reference.Count == 0 ? null : reference.Count,
        };
    }
}
