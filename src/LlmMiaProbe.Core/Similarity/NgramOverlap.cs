using System.Runtime.InteropServices;

namespace LlmMiaProbe.Similarity;

/// <summary>How much two sequences share in any order, each symbol or n-gram counted as often as it occurs in both (clipped counts).</summary>
internal static class NgramOverlap
{
    public static int Count(int[] reference, int[] generated, int n)
    {
        var (wanted, produced) = NgramNumbers.Of(reference, generated, n);
        return Count(wanted, produced);
    }

    public static int Count(ReadOnlySpan<int> wanted, ReadOnlySpan<int> produced)
    {
        var left = new Dictionary<int, int>();
        foreach (var number in wanted)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(left, number, out _)++;
        }

        var shared = 0;
        foreach (var number in produced)
        {
            if (left.TryGetValue(number, out var count) && count > 0)
            {
                left[number] = count - 1;
                shared++;
            }
        }

        return shared;
    }
}
