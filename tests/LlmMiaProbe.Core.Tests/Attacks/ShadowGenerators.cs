using FsCheck;
using FsCheck.Fluent;

namespace LlmMiaProbe.Core.Tests.Attacks;

/// <summary>Random documents under random shadow models, in eighths of nats, which single precision holds exactly.</summary>
internal static class ShadowGenerators
{
    private static Gen<double> Score { get; } = Gen.Choose(-80, -1).Select(n => n / 8.0);

    /// <summary>Documents that calibrate in turn, all with so many shadow models on either side.</summary>
    public static Gen<ShadowCase[]> Cases(int trained, int others, int fewest) =>
        from count in Gen.Choose(fewest, fewest + 20)
        from cases in
            (from target in Score
             from inScores in Score.ArrayOf(trained)
             from outScores in Score.ArrayOf(others)
             select new ShadowCase(target, inScores, outScores)).ArrayOf(count)
        select cases.Select((each, i) => each with { IsCalibration = i % 2 == 0 }).ToArray();
}
