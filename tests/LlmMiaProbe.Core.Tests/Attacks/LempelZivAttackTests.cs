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

    /// <summary>By the steps of CAMIA's released code (numpy's linspace, digitize with right=True and searchsorted from the left), taken apart from this program; without its 100 levels it would be 10, 11, 14.</summary>
    [Theory]
    [InlineData(3, 11)]
    [InlineData(4, 13)]
    [InlineData(5, 14)]
    public void Bins_are_those_of_camias_released_code(int bins, int words) => Assert.Equal(-words / 30.0, TokenColumns.Score(
        $"lempel-ziv(bins={bins})",
        -3.16f, -1.22f, -0.91f, -5.86f, -1.74f, -8.76f, -6.47f, -1.99f, -2.34f, -2.64f, -3.38f, -3.06f, -2.85f, -3.22f, -7.86f,
        -2.57f, -2.21f, -3.99f, -1.48f, -1.7f, -10.32f, -2.64f, -2.79f, -0.83f, -2.14f, -2.97f, -0.85f, -3.19f, -3.3f, -0.95f).Value);

    [Fact]
    public void Fewer_than_two_tokens_have_no_complexity() => Assert.NotNull(TokenColumns.Score("lempel-ziv", -1).Reason);
}
