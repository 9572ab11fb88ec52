using FsCheck;
using FsCheck.Fluent;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

/// <summary>Labelled scores for tests: from short lists, and generated with many ties.</summary>
internal static class Labelled
{
    /// <summary>At least one of each label, whole scores from 0 to 8.</summary>
    public static Gen<LabelledScore[]> Tied { get; } =
        from members in Gen.Choose(1, 25)
        from nonMembers in Gen.Choose(1, 25)
        from scores in Gen.Choose(0, 8).ArrayOf(members + nonMembers)
        select scores.Select((score, i) => new LabelledScore(score, i < members)).ToArray();

    public static LabelledScore[] From(IEnumerable<double> members, IEnumerable<double> nonMembers) =>
        [.. members.Select(s => new LabelledScore(s, true)), .. nonMembers.Select(s => new LabelledScore(s, false))];

    public static LabelledScore[] FromLabels(int[] labels, double[] scores) =>
        [.. labels.Zip(scores, (label, score) => new LabelledScore(score, label == 1))];

    public static RocCurve Curve(IEnumerable<LabelledScore> scores)
    {
        Assert.True(RocCurve.TryCreate(scores, out var curve));
        return curve;
    }
}
