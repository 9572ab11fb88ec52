using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// The mean of a measure over the folds of repeated cross-validation, with a 95% interval that allows for what the folds
/// share: Student's t with variance (1/n + 1/(k-1)) s² over n folds of k-fold splits, because training sets overlap
/// (Nadeau and Bengio 2003; Bouckaert and Frank 2004 for repeats). Resampling the held-out documents alone covers a true
/// 0.5 in half of all cases.
/// </summary>
internal static class CrossValidatedMean
{
    /// <param name="values">One a fold, at least two.</param>
    /// <param name="folds">k, at least 2: a fold holds 1/k of the documents.</param>
    /// <param name="least">The measure's lower bound, where the interval ends at the latest.</param>
    /// <param name="most">Its upper bound.</param>
    public static Estimate Of(IReadOnlyList<double> values, int folds, double least, double most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        var mean = values.Mean();
        var half = StudentT.InvCDF(0, 1, values.Count - 1, 0.975) * values.StandardDeviation() * Math.Sqrt((1.0 / values.Count) + (1.0 / (folds - 1)));
        return new Estimate(mean, Math.Max(least, mean - half), Math.Min(most, mean + half));
    }
}
