using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>Brings features to one scale by what the fitted documents show, and nothing else.</summary>
internal sealed class FeatureScaling
{
    /// <summary>Cut off at either end, as Maini et al. 2024 do.</summary>
    private const double Tail = 0.025;

    private readonly (double Low, double High, double Centre, double Spread)[] _features;
    private readonly double _length;

    private FeatureScaling((double, double, double, double)[] features, double length) => (_features, _length) = (features, length);

    /// <summary>The longest fitted row before all are divided by this.</summary>
    public double Length => _length;

    /// <summary>
    /// Clips each feature at its 2.5% and 97.5% quantiles, centres it between the means of the two classes and divides
    /// by its deviation; then divides all by the length of the longest row.
    /// </summary>
    /// <param name="rows">Fitted documents, all with the same features.</param>
    /// <param name="isFirst">Their class; both occur.</param>
    public static FeatureScaling Fit(IReadOnlyList<double[]> rows, IReadOnlyList<bool> isFirst)
    {
        var features = new (double, double, double, double)[rows[0].Length];
        for (var f = 0; f < features.Length; f++)
        {
            double[] sorted = [.. rows.Select(row => row[f]).Order()];
            var (low, high) = (SortedArrayStatistics.Quantile(sorted, Tail), SortedArrayStatistics.Quantile(sorted, 1 - Tail));
            double[] clipped = [.. rows.Select(row => Math.Clamp(row[f], low, high))];
            var first = clipped.Where((_, i) => isFirst[i]).Mean();
            var second = clipped.Where((_, i) => !isFirst[i]).Mean();
            features[f] = (low, high, (first + second) / 2, clipped.PopulationStandardDeviation());
        }

        var unscaled = new FeatureScaling(features, 1);
        var longest = rows.Max(row => Math.Sqrt(unscaled.Apply(row).Values.Sum(value => value * value)));
        return new FeatureScaling(features, Math.Max(longest, 1));
    }

    /// <summary>A feature that did not vary among the fitted documents is 0.</summary>
    public DenseRow Apply(double[] row) => new(
        [.. row.Select((value, f) => _features[f].Spread > 0
            ? (Math.Clamp(value, _features[f].Low, _features[f].High) - _features[f].Centre) / _features[f].Spread / _length
            : 0)]);
}
