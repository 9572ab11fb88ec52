namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class CorrectnessAttackTests
{
    [Theory]
    [InlineData(new[] { true, true, true, true }, 0)]
    [InlineData(new[] { true, false, false, false }, .75)]
    [InlineData(new[] { false, false, false, false }, 1)]
    public void The_share_of_right_guesses_is_the_score(bool[] errors, double expected) =>
        Assert.Equal(expected, new TokenColumns { Target = [-1, -1, -1, -1], Errors = errors }.ScoredBy("correctness").Value);

    [Fact]
    public void A_document_without_tokens_is_not_applicable() => Assert.NotNull(TokenColumns.Score("correctness").Reason);
}
