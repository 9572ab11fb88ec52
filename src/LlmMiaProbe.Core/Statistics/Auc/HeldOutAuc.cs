namespace LlmMiaProbe.Statistics;

/// <summary>The AUC of scores that were made by cross-validation.</summary>
internal static class HeldOutAuc
{
    private const double Deviations = 1.959964;
    private const int Halvings = 50;

    /// <summary>The variance of an AUC where the scores mean nothing (Mann and Whitney 1947, without ties): (m + n + 1) / (12 m n).</summary>
    public static double NullVariance(int first, int second) => (first + second + 1.0) / (12.0 * first * second);

    /// <summary>
    /// All θ with (A - θ)² ≤ z² ρ² V(θ), V(θ) = θ(1 - θ)(1 + N((1 - θ)/(2 - θ) + θ/(1 + θ)))/(m n) and N = (m + n)/2 - 1 (Newcombe 2006,
    /// method 5), where ρ, at least 1, is how much wider relabellings spread than independent scores do. V(½) is <see cref="NullVariance"/>.
    /// </summary>
    /// <param name="auc">A.</param>
    /// <param name="first">m, at least 1.</param>
    /// <param name="second">n, at least 1.</param>
    /// <param name="spread">Standard deviation of the AUC over relabellings; null if there are none.</param>
    public static Estimate Interval(double auc, int first, int second, double? spread)
    {
        var wider = Math.Max(1, spread / Math.Sqrt(NullVariance(first, second)) ?? 1);
        return new Estimate(auc, End(0), End(1));

        double Excess(double theta)
        {
            var perPair = 1 + ((((first + second) / 2.0) - 1) * (((1 - theta) / (2 - theta)) + (theta / (1 + theta))));
            return ((auc - theta) * (auc - theta)) - (Deviations * Deviations * wider * wider * theta * (1 - theta) * perPair / ((double)first * second));
        }

        // Between the AUC, which is always inside, and a bound of the scale.
        double End(double outside)
        {
            var inside = auc;
            for (var i = 0; i < Halvings; i++)
            {
                var middle = (inside + outside) / 2;
                (inside, outside) = Excess(middle) <= 0 ? (middle, outside) : (inside, middle);
            }

            return Excess(outside) <= 0 ? outside : inside;
        }
    }
}
