namespace LlmMiaProbe.Similarity;

/// <summary>Levenshtein distance: fewest insertions, deletions and substitutions of symbols that turn one sequence into the other.</summary>
/// <remarks>
/// Exact, by the bit-parallel method of Myers (1999) in a band around the diagonal that is widened until the distance lies
/// within it (Ukkonen 1985): n·d/64 steps for a distance d, after common ends are cut off.
/// </remarks>
internal static class EditDistance
{
    /// <summary>The product of the two lengths may not exceed this: some seconds at worst, two texts of 260,000 words without likeness.</summary>
    public const long MostCells = 1L << 36;

    /// <exception cref="ArgumentException">The sequences are too long for each other; see <see cref="MostCells"/>.</exception>
    public static int Between(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        if (!CanMeasure(first.Length, second.Length))
        {
            throw new ArgumentException(
                $"Sequences of {first.Length} and {second.Length} symbols are too long to be compared; their product may be {MostCells} at most.",
                nameof(first));
        }

        return Within(first, second, int.MaxValue) ?? throw new InvalidOperationException("Every distance is within the largest number.");
    }

    /// <summary>The distance, or null if it exceeds a limit; n·limit/32 steps at worst.</summary>
    public static int? Within(ReadOnlySpan<int> first, ReadOnlySpan<int> second, int limit)
    {
        CommonEnds.Cut(ref first, ref second);
        var longest = Math.Max(first.Length, second.Length);
        var least = LeastDistance(first, second);
        if (least > limit || first.IsEmpty || second.IsEmpty)
        {
            return least > limit ? null : longest;
        }

        limit = Math.Min(limit, longest);
        var band = new EditBand(first);
        for (var radius = Math.Min(limit, Math.Max(64, least)); ; radius = (int)Math.Min(limit, 4L * radius))
        {
            var distance = band.Distance(second, radius);
            if (distance <= radius || radius == limit)
            {
                return distance <= radius ? distance : null;
            }
        }
    }

    public static bool CanMeasure(int first, int second) => (long)first * second <= MostCells;

    /// <summary>1 - distance / length of the longer one, 0 to 1; 1 if both are empty.</summary>
    /// <exception cref="ArgumentException">The sequences are too long for each other; see <see cref="MostCells"/>.</exception>
    public static double Similarity(ReadOnlySpan<int> first, ReadOnlySpan<int> second) =>
        first.IsEmpty && second.IsEmpty ? 1 : 1 - ((double)Between(first, second) / Math.Max(first.Length, second.Length));

    /// <summary>A bound that costs little and spares narrow bands for texts without likeness: symbols without a partner anywhere.</summary>
    private static int LeastDistance(ReadOnlySpan<int> first, ReadOnlySpan<int> second) =>
        Math.Max(first.Length, second.Length) - NgramOverlap.Count(first, second);
}
