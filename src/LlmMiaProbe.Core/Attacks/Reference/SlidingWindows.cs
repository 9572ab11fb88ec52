namespace LlmMiaProbe.Attacks;

/// <summary>All windows of successive values.</summary>
internal static class SlidingWindows
{
    /// <summary>
    /// The mean of each window, in order; one window over everything if the length exceeds the values. Each window is
    /// summed by itself, so that a value far away never changes its last bits, on which a comparison with 0 may hang.
    /// </summary>
    public static double[] Means(ReadOnlySpan<double> values, int length)
    {
        var width = Math.Min(length, values.Length);
        var means = new double[values.Length - width + 1];
        for (var start = 0; start < means.Length; start++)
        {
            var sum = 0.0;
            foreach (var value in values.Slice(start, width))
            {
                sum += value;
            }

            means[start] = sum / width;
        }

        return means;
    }
}
