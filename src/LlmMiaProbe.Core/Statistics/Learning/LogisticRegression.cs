namespace LlmMiaProbe.Statistics;

/// <summary>
/// L2-regularised logistic regression on rows of length 1: minimises the mean over the two classes of their mean
/// log-loss plus λ/2 · |w|². Both classes weigh the same and there is no intercept, so that scores of different folds
/// can be pooled whatever their shares of the classes.
/// </summary>
/// <remarks>
/// Accelerated gradient descent (Nesterov 1983) with whole gradients: no random order, the same result every time. The largest
/// curvature, which sets the step, is bounded by the largest row sum of |X Xᵀ| weighted as the loss is (an induced norm bounds
/// every eigenvalue): rows of different words are far from parallel, so that is a small part of what their lengths alone allow.
/// </remarks>
internal static class LogisticRegression
{
    private const int MostSteps = 300;
    private const double Tolerance = 1e-7;

    // The second derivative of the log-loss is at most 1/4.
    private const double Curvature = 0.25;

    /// <param name="rows">Each of Euclidean length at most 1.</param>
    /// <param name="isFirst">The class of each row; both occur.</param>
    /// <param name="width">Entries of a row.</param>
    /// <param name="lambda">Above 0.</param>
    /// <param name="rising">How many of the first weights may not fall below 0.</param>
    /// <returns>Weights whose product with a row is higher for the first class.</returns>
    public static double[] Fit<TRow>(TRow[] rows, bool[] isFirst, int width, double lambda, int rising = 0)
        where TRow : struct, IRow<TRow>
    {
        var first = isFirst.Count(is1 => is1);
        var (share1, share2) = (0.5 / first, 0.5 / (rows.Length - first));
        var curvature = Curvature * LargestRowSum(rows, isFirst, width, share1, share2);
        var step = 1 / (curvature + lambda);
        var (steep, flat) = (Math.Sqrt(curvature + lambda), Math.Sqrt(lambda));
        var momentum = (steep - flat) / (steep + flat);
        var weights = new double[width];
        var ahead = new double[width];
        var gradient = new double[width];
        for (var iteration = 0; iteration < MostSteps; iteration++)
        {
            for (var i = 0; i < width; i++)
            {
                gradient[i] = lambda * ahead[i];
            }

            for (var i = 0; i < rows.Length; i++)
            {
                var margin = rows[i].Dot(ahead);
                rows[i].AddTo(gradient, isFirst[i] ? -share1 / (1 + Math.Exp(margin)) : share2 / (1 + Math.Exp(-margin)));
            }

            var largest = 0.0;
            for (var i = 0; i < width; i++)
            {
                largest = Math.Max(largest, Math.Abs(gradient[i]));
                var next = Math.Max(ahead[i] - (step * gradient[i]), i < rising ? 0 : double.NegativeInfinity);
                ahead[i] = next + (momentum * (next - weights[i]));
                weights[i] = next;
            }

            if (largest < Tolerance)
            {
                break;
            }
        }

        return weights;
    }

    private static double LargestRowSum<TRow>(TRow[] rows, bool[] isFirst, int width, double share1, double share2)
        where TRow : struct, IRow<TRow>
    {
        var all = new double[width];
        TRow[] sizes = [.. rows.Select(row => row.Magnitudes)];
        for (var i = 0; i < rows.Length; i++)
        {
            sizes[i].AddTo(all, isFirst[i] ? share1 : share2);
        }

        return sizes.Max(row => row.Dot(all));
    }
}
