using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Cli.Views;

/// <summary>A document from its beginning to its end on one line: each cell shows the largest p_z over its characters.</summary>
internal static class CharacterStrip
{
    public const int Cells = 60;

    public const string Legend = "█ .5 or more   ▓ .1   ▒ .01   ░ .001   · less   blank: no suffix reaches";

    private const string Shades = "█▓▒░·";

    /// <param name="series">Log p_z by character, NaN where no suffix reaches.</param>
    /// <param name="length">Characters that the whole line stands for, at least those of the series.</param>
    public static string Of(ReadOnlySpan<float> series, int length) => string.Concat(
        CoverageStrip.Levels(series, length, Cells).Select(level => level == CoverageStrip.Uncovered ? ' ' : Shades[level]));
}
