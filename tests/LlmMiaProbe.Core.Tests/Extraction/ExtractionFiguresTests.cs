using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Core.Tests.Extraction;

public sealed class ExtractionFiguresTests
{
    [Theory]
    [InlineData(1, "nearly every draw")]
    [InlineData(.74, "74 in 100 draws")]
    [InlineData(.44, "44 in 100 draws")]
    [InlineData(1.0 / 29, "1 in 29 draws")]
    [InlineData(1.0 / 12_345, "1 in 12,345 draws")]
    [InlineData(1 / 3.4e6, "1 in 3.4 million draws")]
    [InlineData(1 / 2.5e11, "1 in 250,000 million draws")]
    [InlineData(1e-70, "less than 1 in 10¹² draws")]
    [InlineData(0, "never")]
    public void A_probability_is_told_in_words(double p, string words) => Assert.Equal(words, ExtractionFigures.Odds(Math.Log(p)));

    [Theory]
    [InlineData(1.0 / 29, "66")]
    [InlineData(1 / 3.4e6, "7.8 million")]
    [InlineData(1e-70, "over 10¹²")]
    [InlineData(0, "never")]
    public void Draws_are_told_in_words(double p, string words) => Assert.Equal(words, ExtractionFigures.DrawsInWords(Math.Log(p), .9));

    [Fact]
    public void What_is_too_rare_for_a_double_is_told_as_well() => Assert.Equal("less than 1 in 10¹² draws", ExtractionFigures.Odds(-5000));
}
