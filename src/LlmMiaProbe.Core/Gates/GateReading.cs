using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Gates;

/// <summary>The value of a quantity, or why there is none.</summary>
/// <param name="Value">Null if there is none.</param>
/// <param name="Interval">The 95% interval of the estimate; null if it has none.</param>
/// <param name="Reason">Why there is no value, as words or a sentence; null if there is one.</param>
internal sealed record GateReading(double? Value, Interval? Interval, string? Reason)
{
    /// <summary>
    /// What the value is at most, where <see cref="Value"/> is what it is at least; infinite where nothing bounds it, null where it is
    /// known.
    /// </summary>
    public double? AtMost { get; init; }

    /// <summary>Who shows no more than bounds, such as <c>the endpoint shows</c>.</summary>
    public string Showing { get; init; } = "the endpoint shows";

    /// <summary>What would show more, as a clause; empty if nothing is known to.</summary>
    public string Remedy { get; init; } = "";

    public static GateReading Of(double value) => new(value, null, null);

    public static GateReading None(string reason) => new(null, null, reason);

    /// <param name="estimate">With its interval; null if there is none.</param>
    /// <param name="bound">Which of its numbers counts.</param>
    /// <param name="reason">Why there is no estimate.</param>
    public static GateReading Of(Estimate? estimate, GateBound bound, string? reason) => estimate is null
        ? None(reason ?? "it was not estimated")
        : new GateReading(
            bound switch { GateBound.Low => estimate.Low, GateBound.High => estimate.High, _ => estimate.Value },
            new Interval(estimate.Low, estimate.High),
            null);
}
