namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class AboveThresholdAttackTests
{
    [Theory]
    [InlineData("above-threshold(threshold=-2)", .5)]
    [InlineData("above-threshold(threshold=-1)", .25)]
    [InlineData("above-threshold(threshold=-2,tokens=3)", 1 / 3.0)]
    [InlineData("above-threshold(threshold=-100)", 1)]
    [InlineData("above-threshold(threshold=0)", 0)]
    public void Tokens_that_reach_the_threshold_are_counted(string attack, double expected) =>
        Assert.Equal(expected, TokenColumns.Score(attack, -3, -2, -2.5f, -1).Value);

    [Fact]
    public void A_document_without_tokens_is_not_applicable() => Assert.NotNull(TokenColumns.Score("above-threshold").Reason);
}
