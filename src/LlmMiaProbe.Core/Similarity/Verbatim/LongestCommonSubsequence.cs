using System.Numerics;

namespace LlmMiaProbe.Similarity;

/// <summary>
/// Length of the longest common subsequence: equal symbols in equal order, with gaps. Over long texts it is large by
/// chance, through function words, so never show it without the same number for a text that is known to be unrelated.
/// </summary>
/// <remarks>
/// Bit-parallel (Hyyrö 2004), touching only the words of 64 in which something changes, after common ends are cut off:
/// near linear for texts that differ in places, n·m/64 steps at worst.
/// </remarks>
internal static class LongestCommonSubsequence
{
    /// <summary>The product of the two lengths may not exceed this: some seconds at worst, two texts of 370,000 words.</summary>
    public const long MostCells = 1L << 37;

    /// <exception cref="ArgumentException">The sequences are too long for each other; see <see cref="MostCells"/>.</exception>
    public static int Length(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        if ((long)first.Length * second.Length > MostCells)
        {
            throw new ArgumentException(
                $"Sequences of {first.Length} and {second.Length} symbols are too long to be compared; their product may be {MostCells} at most.",
                nameof(first));
        }

        var shared = CommonEnds.Cut(ref first, ref second);
        if (first.IsEmpty || second.IsEmpty)
        {
            return shared;
        }

        // A zero bit at a place says that the longest subsequence grows there.
        var rows = new ulong[(first.Length + 63) / 64];
        Array.Fill(rows, ulong.MaxValue);
        var bits = new SymbolBits(first);
        foreach (var symbol in second)
        {
            Advance(rows, bits.Of(symbol));
        }

        return shared + (rows.Length * 64) - rows.Sum(BitOperations.PopCount);
    }

    /// <summary>Length over the length of the true sequence, 0 to 1 (ROUGE-L recall); 0 if that is empty.</summary>
    public static double Ratio(ReadOnlySpan<int> reference, ReadOnlySpan<int> generated) =>
        reference.IsEmpty ? 0 : (double)Length(reference, generated) / reference.Length;

    private static void Advance(ulong[] rows, ReadOnlySpan<(int Word, ulong Bits)> matches)
    {
        var (next, carry) = (0, false);
        foreach (var (word, bits) in matches)
        {
            carry = carry && Ripple(rows, next, word);
            var row = rows[word];
            var sum = row + (row & bits);
            var overflows = sum < row;
            if (carry)
            {
                overflows |= ++sum == 0;
            }

            rows[word] = sum | (row & ~bits);
            (next, carry) = (word + 1, overflows);
        }

        if (carry)
        {
            Ripple(rows, next, rows.Length);
        }
    }

    /// <summary>Carries over words without a match; whether the carry comes out at the end.</summary>
    private static bool Ripple(ulong[] rows, int from, int to)
    {
        var stop = rows.AsSpan(from..to).IndexOfAnyExcept(ulong.MaxValue);
        if (stop < 0)
        {
            return true;
        }

        rows[from + stop] |= rows[from + stop] + 1;
        return false;
    }
}
