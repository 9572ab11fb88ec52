using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>Estimates as arrays of numbers.</summary>
internal static class EstimateNumbers
{
    /// <summary>The value and the ends of its 95% interval.</summary>
    public static IReadOnlyList<double>? Of(Estimate? estimate) => estimate is null ? null : [estimate.Value, estimate.Low, estimate.High];

    /// <summary>The ends of its 95% interval.</summary>
    public static IReadOnlyList<double>? Interval(Estimate? estimate) => estimate is null ? null : [estimate.Low, estimate.High];
}
