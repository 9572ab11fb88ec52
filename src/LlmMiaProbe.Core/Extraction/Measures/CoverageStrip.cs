namespace LlmMiaProbe.Extraction;

/// <summary>A document from its beginning to its end in cells of equal length, each with the largest p_z over its characters.</summary>
public static class CoverageStrip
{
    /// <summary>The level of a cell that no suffix reaches.</summary>
    public const int Uncovered = -1;

    /// <summary>
    /// The level of each cell: the place in <see cref="ExtractionThresholds.Coverage"/> of the largest threshold that is reached,
    /// their number if none is, or <see cref="Uncovered"/>.
    /// </summary>
    /// <param name="series">Log p_z by character, NaN where no suffix reaches.</param>
    /// <param name="length">Characters that all cells together stand for, at least those of the series.</param>
    /// <param name="cells">How many.</param>
    public static int[] Levels(ReadOnlySpan<float> series, int length, int cells)
    {
        var levels = new int[cells];
        for (var cell = 0; cell < cells; cell++)
        {
            // In a document of fewer characters than cells, neighbours show the same one.
            var from = (int)((long)cell * length / cells);
            var to = Math.Max(from + 1, (int)((cell + 1L) * length / cells));
            levels[cell] = Level(series[Math.Min(from, series.Length)..Math.Min(to, series.Length)]);
        }

        return levels;
    }

    private static int Level(ReadOnlySpan<float> characters)
    {
        var (best, isCovered) = (float.NegativeInfinity, false);
        foreach (var value in characters)
        {
            isCovered |= !float.IsNaN(value);
            best = value > best ? value : best;
        }

        return isCovered ? ExtractionThresholds.Coverage.TakeWhile(p => best < (float)Math.Log(p)).Count() : Uncovered;
    }
}
