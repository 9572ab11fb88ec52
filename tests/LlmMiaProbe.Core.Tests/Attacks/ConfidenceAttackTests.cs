namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class ConfidenceAttackTests
{
    [Fact]
    public void The_best_guess_counts_and_not_the_token_that_followed() =>
        Assert.Equal(-1.25, new TokenColumns { Target = [-7, -2, -9], Top1LogProb = [-.5f, -2, -1.25f] }.ScoredBy("confidence").Value);

    [Fact]
    public void A_surer_model_scores_higher() =>
        Assert.True(TokenColumns.Score("confidence", -1, -1).Value > TokenColumns.Score("confidence", -1, -2).Value);

    [Fact]
    public void A_document_without_tokens_is_not_applicable() => Assert.NotNull(TokenColumns.Score("confidence").Reason);
}
