using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Gates;

/// <summary>A gate and what became of it.</summary>
/// <param name="Gate">The gate.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Value">What was held against the threshold; null if there is no value.</param>
/// <param name="Interval">The 95% interval of the estimate; null if it has none.</param>
/// <param name="Sentence">For people.</param>
public sealed record GateOutcome(Gate Gate, GateVerdict Verdict, double? Value, Interval? Interval, string Sentence)
{
    public bool IsPassed => Verdict == GateVerdict.Passed;
}

/// <summary>What became of a gate.</summary>
public enum GateVerdict
{
    /// <summary>The condition does not hold.</summary>
    Passed,

    /// <summary>The condition holds.</summary>
    Failed,

    /// <summary>There is no value to hold against the threshold. Counts as failed: a gate never passes unseen.</summary>
    NotTested,
}
