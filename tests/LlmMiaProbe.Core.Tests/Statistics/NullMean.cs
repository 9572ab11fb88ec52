namespace LlmMiaProbe.Core.Tests.Statistics;

/// <summary>The mean of independent trials, and its standard error.</summary>
internal readonly record struct NullMean(double Value, double Error)
{
    /// <param name="trials">At least two.</param>
    public static NullMean Of(double[] trials)
    {
        var mean = trials.Average();
        return new NullMean(mean, Math.Sqrt(trials.Sum(trial => (trial - mean) * (trial - mean)) / (trials.Length - 1) / trials.Length));
    }
}
