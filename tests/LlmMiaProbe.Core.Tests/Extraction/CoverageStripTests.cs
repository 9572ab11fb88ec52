using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Core.Tests.Extraction;

public sealed class CoverageStripTests
{
    private static readonly float[] s_values = [float.NaN, float.NegativeInfinity, (float)Math.Log(.5), (float)Math.Log(.4), (float)Math.Log(.05), (float)Math.Log(.002), (float)Math.Log(.0001)];

    [Property]
    public Property Each_cell_shows_its_largest_probability() => Prop.ForAll(
        Gen.Elements(s_values).ListOf().ToArbitrary(),
        Gen.Choose(1, 20).ToArbitrary(),
        (values, cells) =>
        {
            var series = values.ToArray();
            var length = Math.Max(1, series.Length);
            var levels = CoverageStrip.Levels(series, length, cells);
            return levels.Length == cells && Enumerable.Range(0, cells).All(cell => levels[cell] == Expected(
                [.. series.Where((_, i) => InCell(i, cell, length, cells))]));
        });

    // A cell that begins at a character holds it, even if the next one begins there, too.
    private static bool InCell(int character, int cell, int length, int cells) =>
        character == (long)cell * length / cells || (character > (long)cell * length / cells && character < (cell + 1L) * length / cells);

    private static int Expected(float[] characters)
    {
        var covered = characters.Where(value => !float.IsNaN(value)).ToList();
        return covered.Count == 0 ? CoverageStrip.Uncovered
            : covered.Max() >= (float)Math.Log(.5) ? 0
            : covered.Max() >= (float)Math.Log(.1) ? 1
            : covered.Max() >= (float)Math.Log(.01) ? 2
            : covered.Max() >= (float)Math.Log(.001) ? 3 : 4;
    }
}
