using System.Globalization;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Gates;

/// <summary>Holds gates against results.</summary>
public static class GateTest
{
    private const int FewestDecimals = 4;
    private const int MostDecimals = 15;

    public static GateOutcome Of(Gate gate, GateSubject subject)
    {
        var reading = GateReader.Read(gate.Quantity, subject);
        if (reading.Value is not { } value)
        {
            return new GateOutcome(
                gate, GateVerdict.NotTested, null, null, $"{subject.Name}: {gate} cannot be tested and counts as failed: {reading.Reason?.TrimEnd('.')}.");
        }

        var holds = gate.Relation.Holds(value, gate.Threshold);
        var bounds = reading.AtMost is { } most && !most.Equals(value)
            ? double.IsInfinity(most)
                ? $"at least {Number(value, gate.Threshold)}"
                : $"between {Number(value, gate.Threshold)} and {Number(most, gate.Threshold)}"
            : Number(value, gate.Threshold);
        if (reading.AtMost is { } other && gate.Relation.Holds(other, gate.Threshold) != holds)
        {
            return new GateOutcome(
                gate,
                GateVerdict.NotTested,
                null,
                null,
                $"{subject.Name}: {gate} cannot be tested and counts as failed: {reading.Showing} only that {gate.Quantity} is {bounds}{reading.Remedy}.");
        }

        var interval = reading.Interval is { } known ? $" (95% interval {Number(known.Low, gate.Threshold)} – {Number(known.High, gate.Threshold)})" : "";
        return new GateOutcome(
            gate,
            holds ? GateVerdict.Failed : GateVerdict.Passed,
            value,
            reading.Interval,
            $"{subject.Name}: {gate.Quantity} is {bounds}{interval}, {(holds ? "which fails" : "so it passes")} the gate {gate}.");
    }

    /// <summary>What a gate would look at, whatever it would be held against.</summary>
    public static MeasuredQuantity Measure(GateQuantity quantity, GateSubject subject)
    {
        ArgumentNullException.ThrowIfNull(quantity);
        ArgumentNullException.ThrowIfNull(subject);
        var reading = GateReader.Read(quantity, subject);
        return new MeasuredQuantity(reading.Value, reading.Interval, reading.Reason);
    }

    // Four decimals, or as many as it takes to stand on the side of the threshold where the value is.
    private static string Number(double value, double threshold)
    {
        for (var decimals = FewestDecimals; decimals < MostDecimals; decimals++)
        {
            var rounded = Math.Round(value, decimals);
            if (rounded.CompareTo(threshold) == value.CompareTo(threshold))
            {
                return rounded.ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture);
            }
        }

        return value.ToString("R", CultureInfo.InvariantCulture);
    }
}

/// <summary>The value of a quantity, or why there is none.</summary>
/// <param name="Value">Null if there is none; the least that it may be where only that is known.</param>
/// <param name="Interval">The 95% interval of the estimate; null if it has none.</param>
/// <param name="Reason">Why there is no value, as words or a sentence; null if there is one.</param>
public sealed record MeasuredQuantity(double? Value, Interval? Interval, string? Reason);
