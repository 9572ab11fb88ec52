using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Tests.Content;

public sealed class ScoreWordsTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(.933124, "0.93312")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(.0000123, "0.0000123")]
    [InlineData(123456.7, "123457")]
    [InlineData(1.8e30, "1.8 × 10³⁰")]
    [InlineData(-4.4e-9, "-4.4 × 10⁻⁹")]
    public void A_score_has_no_exponent_that_only_programs_read(double score, string words) => Assert.Equal(words, ScoreWords.Of(score));
}
