using LlmMiaProbe.Gates;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Tests.Ci;

/// <summary>Three outcomes, of which one passed.</summary>
internal static class GateScene
{
    public static DateTimeOffset Noon { get; } = new(2026, 1, 1, 14, 0, 0, TimeSpan.FromHours(2));

    public static GateSubject Subject { get; } = new() { Name = "run 3", Failed = 0 };

    public static IReadOnlyList<GateOutcome> Outcomes(string sentence = "run 3: auc(loss) is 0.7.") =>
    [
        new(Gate.Parse("auc(loss) > 0.6"), GateVerdict.Failed, .7, new Interval(.65, .75), sentence),
        new(Gate.Parse("failed > 0"), GateVerdict.Passed, 0, null, "run 3: failed is 0."),
        new(Gate.Parse("tpr(min-k(k=0.2), 0.01) >= 0.1"), GateVerdict.NotTested, null, null, sentence),
    ];
}
