using LlmMiaProbe.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

/// <summary>Documents with features for cross-fitting.</summary>
internal static class CrossFitDraws
{
    /// <summary>Features share a part of their variance, as scores of one text do, and none is centred.</summary>
    public static List<CrossFitDocument> Of(RandomSource random, int documents, int features, double signal) =>
    [
        .. Enumerable.Range(0, documents).Select(i =>
        {
            var common = Normal.Sample(random, -3, .4);
            var drawn = Enumerable.Range(0, features).Select(_ => common + Normal.Sample(random, i % 2 == 0 ? signal : 0, .7));
            return new CrossFitDocument($"d{i}", null, i % 2 == 0, [.. drawn]);
        }),
    ];

    /// <summary>What cross-fitting makes of them.</summary>
    public static IEnumerable<LabelledScore> Scored(List<CrossFitDocument> documents) =>
        documents.Zip(CrossFit.Score(documents)).Select(d => new LabelledScore(d.Second ?? double.NaN, d.First.IsFirst == true));

    public static double Auc(List<CrossFitDocument> documents) =>
        RocCurve.TryCreate(Scored(documents), out var curve) ? curve.Auc : throw new InvalidOperationException("There are two classes.");
}
