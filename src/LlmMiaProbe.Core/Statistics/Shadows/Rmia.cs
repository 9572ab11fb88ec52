using MathNet.Numerics;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// The robust membership inference attack (Zarifzadeh, Liu and Shokri 2024, arXiv 2312.03262): how much more the target
/// prefers a document than reference models do, and for what share of population documents that is less so. All
/// probabilities are natural logarithms, for language models the mean log-probability of a token.
/// </summary>
internal static class Rmia
{
    /// <summary>The share of the IN part in p(x) that an OUT part explains, where no IN model is at hand.</summary>
    public const double UsualOfflineSlope = 0.3;

    /// <summary>The paper uses 1 to 2.</summary>
    public const double UsualGamma = 1;

    /// <summary>
    /// ln(p(x | target) / p(x)) with p(x) = ((1 + a) · mean p(x | OUT) + (1 - a)) / 2: the models trained with x are
    /// guessed from those trained without it.
    /// </summary>
    /// <param name="target">ln p(x | target), at most 0.</param>
    /// <param name="outReferences">ln p(x | reference), at least one, models trained without x.</param>
    /// <param name="slope">a, 0 to 1; 1 takes the OUT models for all models.</param>
    public static double OfflineLogRatio(double target, ReadOnlySpan<double> outReferences, double slope = UsualOfflineSlope)
    {
        if (slope is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(slope), slope, "The slope a of offline RMIA lies within 0 and 1.");
        }

        return target - (LogSum(Math.Log(1 + slope) + LogMean(outReferences), Math.Log(1 - slope)) - Math.Log(2));
    }

    /// <summary>ln(p(x | target) / p(x)) with p(x) = (mean p(x | IN) + mean p(x | OUT)) / 2.</summary>
    /// <param name="target">ln p(x | target).</param>
    /// <param name="inReferences">At least one, models trained with x.</param>
    /// <param name="outReferences">At least one, models trained without x.</param>
    public static double OnlineLogRatio(double target, ReadOnlySpan<double> inReferences, ReadOnlySpan<double> outReferences) =>
        target - (LogSum(LogMean(inReferences), LogMean(outReferences)) - Math.Log(2));

    /// <summary>The share of population documents z with r(x) / r(z) &gt; γ, strictly; 0 to 1, higher means more likely a member.</summary>
    /// <param name="logRatio">ln r(x).</param>
    /// <param name="population">ln r(z) of at least one document other than x.</param>
    /// <param name="gamma">γ, above 0.</param>
    /// <exception cref="ArgumentException">The population is empty.</exception>
    public static double Score(double logRatio, ReadOnlySpan<double> population, double gamma = UsualGamma)
    {
        if (gamma is not (> 0 and < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "The γ of RMIA is a number above 0.");
        }

        if (population.IsEmpty)
        {
            throw new ArgumentException("RMIA compares with at least one population document.", nameof(population));
        }

        var (bar, dominated) = (Math.Log(gamma), 0);
        foreach (var other in population)
        {
            dominated += logRatio - other > bar ? 1 : 0;
        }

        return (double)dominated / population.Length;
    }

    /// <summary>ln of the mean of e^x, without leaving the logarithms.</summary>
    /// <param name="logs">At least one.</param>
    public static double LogMean(ReadOnlySpan<double> logs)
    {
        if (logs.IsEmpty)
        {
            throw new ArgumentException("A mean needs at least one value.", nameof(logs));
        }

        var most = double.NegativeInfinity;
        foreach (var log in logs)
        {
            most = Math.Max(most, log);
        }

        var sum = 0.0;
        foreach (var log in logs)
        {
            sum += Math.Exp(log - most);
        }

        return most + Math.Log(sum / logs.Length);
    }

    private static double LogSum(double a, double b) => double.IsNegativeInfinity(Math.Min(a, b))
        ? Math.Max(a, b)
        : Math.Max(a, b) + SpecialFunctions.Log1p(Math.Exp(-Math.Abs(a - b)));
}
