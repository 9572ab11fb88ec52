using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Core.Tests.Models;

public sealed class EstimatedTokenizerTests
{
    [Theory]
    [InlineData(null, "", 0)]
    [InlineData(null, "seven b", 2)]
    [InlineData(null, "お誕生日", 3)]
    [InlineData(0.5, "seven b", 4)]
    public void Tokens_are_bytes_of_utf8_times_a_rate_rounded_up(double? rate, string text, int tokens) =>
        Assert.Equal(tokens, new EstimatedTokenizer(rate).Count(text));

    [Fact]
    public void It_says_where_the_rate_comes_from_and_cuts_between_words()
    {
        Assert.Equal("tokens estimated at four bytes each", new EstimatedTokenizer().Description);
        Assert.Equal("tokens estimated from the endpoint's usage figures (0.235 a byte)", new EstimatedTokenizer(0.23512).Description);
        Assert.Equal(new SplitText("one two", " three four"), new EstimatedTokenizer(0.3).Cut("one two three four", 0.5));
    }
}
