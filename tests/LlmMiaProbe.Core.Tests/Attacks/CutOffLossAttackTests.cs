namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class CutOffLossAttackTests
{
    [Fact]
    public void Only_the_beginning_counts() => Assert.Equal(-1.5, TokenColumns.Score("cut-off-loss(tokens=2)", -1, -2, -30).Value);

    [Fact]
    public void A_text_shorter_than_the_cut_off_scores_its_loss() =>
        Assert.Equal(TokenColumns.Score("loss", -1, -2, -30), TokenColumns.Score("cut-off-loss(tokens=200)", -1, -2, -30));

    [Fact]
    public void A_document_without_tokens_is_not_applicable() => Assert.NotNull(TokenColumns.Score("cut-off-loss").Reason);
}
