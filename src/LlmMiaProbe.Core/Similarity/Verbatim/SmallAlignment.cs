namespace LlmMiaProbe.Similarity;

/// <summary>
/// The alignment of two short sequences with the most equal symbols and, among those, the most that follow each other on both sides.
/// Quadratic.
/// </summary>
internal static class SmallAlignment
{
    // More than all the bonuses for following together: the shorter side has 256 symbols at most.
    private const int Match = 1024;

    public static IEnumerable<CommonSpan> Find(ReadOnlySpan<int> reference, ReadOnlySpan<int> generated)
    {
        if (reference.IsEmpty || generated.IsEmpty)
        {
            return [];
        }

        var (best, matched) = Fill(reference, generated);
        return Trace(best, matched, reference.Length, generated.Length);
    }

    /// <returns>For each pair of places the best score of what follows, and the best that begins by matching the two (0 if they differ).</returns>
    private static (int[] Best, int[] Matched) Fill(ReadOnlySpan<int> reference, ReadOnlySpan<int> generated)
    {
        var width = generated.Length + 1;
        var (best, matched) = (new int[(reference.Length + 1) * width], new int[(reference.Length + 1) * width]);
        for (var r = reference.Length - 1; r >= 0; r--)
        {
            for (var g = generated.Length - 1; g >= 0; g--)
            {
                var (here, next) = ((r * width) + g, ((r + 1) * width) + g + 1);
                if (reference[r] == generated[g])
                {
                    matched[here] = Match + Math.Max(best[next], matched[next] + (matched[next] > 0 ? 1 : 0));
                }

                best[here] = Math.Max(matched[here], Math.Max(best[here + 1], best[here + width]));
            }
        }

        return (best, matched);
    }

    private static List<CommonSpan> Trace(int[] best, int[] matched, int rows, int columns)
    {
        var blocks = new List<CommonSpan>();
        var width = columns + 1;
        for (var (r, g) = (0, 0); r < rows && g < columns && best[(r * width) + g] > 0;)
        {
            var here = (r * width) + g;
            if (matched[here] == best[here])
            {
                var length = 1;
                for (; matched[here + width + 1] > 0 && matched[here] == Match + matched[here + width + 1] + 1; here += width + 1)
                {
                    length++;
                }

                blocks.Add(new CommonSpan(r, g, length));
                (r, g) = (r + length, g + length);
            }
            else
            {
                (r, g) = best[here + 1] == best[here] ? (r, g + 1) : (r + 1, g);
            }
        }

        return blocks;
    }
}
