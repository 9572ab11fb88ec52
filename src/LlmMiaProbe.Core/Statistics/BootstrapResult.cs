namespace LlmMiaProbe.Statistics;

/// <summary>Percentile 95% intervals.</summary>
public sealed record BootstrapResult
{
    public required Interval Auc { get; init; }

    /// <summary>In the order of the bounds asked for.</summary>
    public required IReadOnlyList<Interval> TprAtFpr { get; init; }

    public required IntervalBasis Basis { get; init; }
}
