namespace LlmMiaProbe.Statistics;

/// <summary>An AUC with its bootstrap interval.</summary>
internal static class AucEstimate
{
    /// <param name="scores">At least one of either label.</param>
    /// <param name="resamples">At least 1.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">A label is missing, or a score is not finite.</exception>
    public static Estimate Of(IReadOnlyList<LabelledScore> scores, int resamples, int seed)
    {
        var interval = Bootstrap.Run(scores, [], resamples, seed).Auc;
        return RocCurve.TryCreate(scores, out var curve)
            ? new Estimate(curve.Auc, interval.Low, interval.High)
            : throw new ArgumentException("An AUC needs both labels.", nameof(scores));
    }
}
