namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class LempelZivAttackTests
{
    [Fact]
    public void The_example_of_tsfreshs_documentation_is_reproduced() =>
        // "100111" has the words 1, 0, 01 and 11.
        Assert.Equal(-4 / 6.0, TokenColumns.Score("lempel-ziv(bins=2)", -1, -9, -9, -1, -1, -1).Value);

    [Theory]
    [InlineData(6, 3)]
    [InlineData(9, 3)]
    [InlineData(10, 4)]
    public void A_constant_series_has_words_of_growing_length(int tokens, int words) =>
        Assert.Equal(-(double)words / tokens, TokenColumns.Score("lempel-ziv", [.. Enumerable.Repeat(-2f, tokens)]).Value);

    [Fact]
    public void Bins_divide_the_range_into_equal_parts()
    {
        // In 4 bins -8 -5 | -3 | -1 0 are a, b, c, d, d; in 2 bins a, a, b, b, b: words a, ab, b and an unfinished b.
        Assert.Equal(-4 / 5.0, TokenColumns.Score("lempel-ziv(bins=4)", -8, -5, -3, -1, 0).Value);
        Assert.Equal(-3 / 5.0, TokenColumns.Score("lempel-ziv(bins=2)", -8, -5, -3, -1, 0).Value);
    }

    [Fact]
    public void Fewer_than_two_tokens_have_no_complexity() => Assert.NotNull(TokenColumns.Score("lempel-ziv", -1).Reason);
}
