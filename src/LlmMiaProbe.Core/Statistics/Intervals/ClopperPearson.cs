using MathNet.Numerics.Distributions;

namespace LlmMiaProbe.Statistics;

/// <summary>The exact binomial interval of Clopper and Pearson (1934).</summary>
public static class ClopperPearson
{
    /// <summary>The interval of a share, given that <paramref name="count"/> of <paramref name="total"/> were seen.</summary>
    /// <param name="count">0 to <paramref name="total"/>.</param>
    /// <param name="total">At least 1.</param>
    /// <param name="confidence">Between 0 and 1, exclusive; each tail holds at most half the rest.</param>
    /// <exception cref="ArgumentOutOfRangeException">The counts are not 0 ≤ count ≤ total with a positive total, or the confidence is out of range.</exception>
    public static Interval Of(int count, int total, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, total);
        if (confidence is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
        }

        var tail = (1 - confidence) / 2;
        var low = count == 0 ? 0 : Beta.InvCDF(count, total - count + 1, tail);
        var high = count == total ? 1 : Beta.InvCDF(count + 1, total - count, 1 - tail);
        return new Interval(low, high);
    }
}
