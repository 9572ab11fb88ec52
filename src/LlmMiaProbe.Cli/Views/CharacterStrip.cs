using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Cli.Views;

/// <summary>A document from its beginning to its end on one line: each cell shows the largest p_z over its characters.</summary>
internal static class CharacterStrip
{
    public const int Cells = 60;

    public const string Legend = "█ .5 or more   ▓ .1   ▒ .01   ░ .001   · less   blank: no suffix reaches";

    private const string Shades = "█▓▒░";

    /// <param name="series">Log p_z by character, NaN where no suffix reaches.</param>
    /// <param name="length">Characters that the whole line stands for, at least those of the series.</param>
    public static string Of(ReadOnlySpan<float> series, int length)
    {
        Span<char> cells = stackalloc char[Cells];
        for (var cell = 0; cell < Cells; cell++)
        {
            var (from, to) = ((int)((long)cell * length / Cells), (int)((cell + 1L) * length / Cells));
            cells[cell] = Shade(series[Math.Min(from, series.Length)..Math.Min(to, series.Length)]);
        }

        return new string(cells);
    }

    private static char Shade(ReadOnlySpan<float> characters)
    {
        var (best, isCovered) = (float.NegativeInfinity, false);
        foreach (var value in characters)
        {
            isCovered |= !float.IsNaN(value);
            best = value > best ? value : best;
        }

        var level = ExtractionThresholds.Coverage.TakeWhile(p => best < (float)Math.Log(p)).Count();
        return !isCovered ? ' ' : level < Shades.Length ? Shades[level] : '·';
    }
}
