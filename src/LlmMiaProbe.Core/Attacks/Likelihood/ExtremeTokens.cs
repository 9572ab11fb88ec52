namespace LlmMiaProbe.Attacks;

/// <summary>Means over the share k of smallest or largest values; at least one value is always taken.</summary>
internal static class ExtremeTokens
{
    /// <summary>max(1, floor(k·N)), as in Fast-MIA and OpenUnlearning; other codes take an empty slice for short texts and return NaN.</summary>
    public static int Count(double share, int tokens) => Math.Max(1, (int)Math.Floor(share * tokens));

    /// <summary>Mean of the smallest values. Sorts <paramref name="values"/>.</summary>
    public static double MeanOfSmallest(double[] values, double share)
    {
        Array.Sort(values);
        return Mean(values.AsSpan(0, Count(share, values.Length)));
    }

    /// <summary>Mean of the largest values. Sorts <paramref name="values"/>.</summary>
    public static double MeanOfLargest(double[] values, double share)
    {
        Array.Sort(values);
        return Mean(values.AsSpan(values.Length - Count(share, values.Length)));
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
