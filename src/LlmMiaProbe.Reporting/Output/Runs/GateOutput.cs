using LlmMiaProbe.Gates;

namespace LlmMiaProbe.Reporting;

/// <summary>Gates and whether all of them passed.</summary>
public sealed record GateOutput(bool Passed, IReadOnlyList<TestedGateOutput> Gates)
{
    public static GateOutput Of(IReadOnlyList<GateOutcome> outcomes) =>
        new(outcomes.All(outcome => outcome.IsPassed), [.. outcomes.Select(TestedGateOutput.Of)]);
}

/// <summary>A gate.</summary>
/// <param name="Gate">As it was written.</param>
/// <param name="Verdict">passed, failed or notTested.</param>
/// <param name="Value">Of what it measures.</param>
/// <param name="Low">An end of the 95% interval.</param>
/// <param name="High">The other end.</param>
/// <param name="Threshold">With which the value is compared.</param>
/// <param name="Statement">A sentence.</param>
public sealed record TestedGateOutput(string Gate, string Verdict, double? Value, double? Low, double? High, double Threshold, string Statement)
{
    internal static TestedGateOutput Of(GateOutcome outcome) => new(
        outcome.Gate.ToString(),
        outcome.Verdict switch { GateVerdict.Passed => "passed", GateVerdict.Failed => "failed", _ => "notTested" },
        outcome.Value,
        outcome.Interval?.Low,
        outcome.Interval?.High,
        outcome.Gate.Threshold,
        outcome.Sentence);
}
