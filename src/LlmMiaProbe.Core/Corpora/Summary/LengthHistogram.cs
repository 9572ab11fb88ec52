using System.Numerics;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// Counts of lengths in at most 22,528 classes: one for each length below 2,048, and 1,024 for each doubling above, so
/// that a length is known exactly or to within 0.1%.
/// </summary>
internal sealed class LengthHistogram
{
    private const int ExactBits = 11;
    private const int HalfClasses = 1 << (ExactBits - 1);

    private readonly long[] counts = new long[(33 - ExactBits) * HalfClasses];
    private long total;

    public void Add(int length)
    {
        counts[ClassOf(length)]++;
        total++;
    }

    /// <summary>Lower median, that is the length of rank ⌈n/2⌉, rounded down to its class; 0 if there are none.</summary>
    public int Median()
    {
        var remaining = (total + 1) / 2;
        var index = 0;
        while (remaining > counts[index])
        {
            remaining -= counts[index++];
        }

        return LeastOf(index);
    }

    private static int ClassOf(int length)
    {
        var shift = Math.Max(0, BitOperations.Log2((uint)length) - ExactBits + 1);
        return (shift * HalfClasses) + (length >> shift);
    }

    private static int LeastOf(int index)
    {
        var shift = Math.Max(0, (index / HalfClasses) - 1);
        return (index - (shift * HalfClasses)) << shift;
    }
}
