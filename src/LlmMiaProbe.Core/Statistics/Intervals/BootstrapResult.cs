namespace LlmMiaProbe.Statistics;

/// <summary>Percentile 95% intervals.</summary>
public sealed record BootstrapResult
{
    /// <summary>In the order of the bounds asked for.</summary>
    public required IReadOnlyList<Interval> TprAtFpr { get; init; }

    public required IntervalBasis Basis { get; init; }
}
