using LlmMiaProbe.Cli.Views;

namespace LlmMiaProbe.Cli.Tests.Views;

public sealed class CharacterStripTests
{
    [Fact]
    public void Each_cell_shows_the_largest_probability_over_its_characters()
    {
        var series = Enumerable.Repeat(float.NaN, 600).ToArray();
        foreach (var (cell, probability) in new[] { (1, .6), (2, .2), (3, .05), (4, .005), (5, 1e-6), (59, .5) })
        {
            series[(10 * cell) + 3] = -50;
            series[(10 * cell) + 7] = (float)Math.Log(probability);
        }

        Assert.Equal(" █▓▒░·" + new string(' ', 53) + "█", CharacterStrip.Of(series, 600));
    }

    [Fact]
    public void A_suffix_that_cannot_be_drawn_is_no_gap() => Assert.Equal(new string('·', 60), CharacterStrip.Of(Enumerable.Repeat(float.NegativeInfinity, 60).ToArray(), 60));

    [Fact]
    public void A_series_shorter_than_the_document_ends_in_blanks() => Assert.Equal(new string('█', 30) + new string(' ', 30), CharacterStrip.Of(new float[300], 600));

    [Fact]
    public void A_document_of_fewer_characters_than_cells_fills_what_it_can() => Assert.Equal(60, CharacterStrip.Of(new float[7], 7).Length);
}
