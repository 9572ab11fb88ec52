using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Scoring;

public sealed class TokenScoresTests
{
    [Fact]
    public void After_a_BOS_all_tokens_are_scored()
    {
        var builder = TokenScoresBuilder.For([7, 8, 9], bos: true);
        Assert.Equal([7, 8, 9], builder.Build().Tokens);
        Assert.Null(builder.Build().UnscoredFirstToken);
    }

    [Fact]
    public void Without_a_BOS_the_first_token_is_kept_apart()
    {
        var scores = TokenScoresBuilder.For([7, 8, 9], bos: false).Build();
        Assert.Equal([8, 9], scores.Tokens);
        Assert.Equal(7, scores.UnscoredFirstToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_text_without_tokens_has_no_scores(bool bos)
    {
        var scores = TokenScoresBuilder.For([], bos).Build();
        Assert.Equal(0, scores.Count);
        Assert.Null(scores.UnscoredFirstToken);
    }

    [Fact]
    public void Each_statistic_goes_to_its_own_column_at_its_own_position()
    {
        var builder = TokenScoresBuilder.For([7, 8], bos: true);
        builder.Set(1, new LogitStatistics(-1.5, 2, 3, -0.25, 4.5, 5.5));
        builder.Set(0, new LogitStatistics(-10.5, 12, 13, -10.25, 14.5, 15.5));
        var scores = builder.Build();
        Assert.Equal([-10.5f, -1.5f], scores.LogProb);
        Assert.Equal([12, 2], scores.Rank);
        Assert.Equal([13, 3], scores.Top1);
        Assert.Equal([-10.25f, -0.25f], scores.Top1LogProb);
        Assert.Equal([14.5f, 4.5f], scores.Entropy);
        Assert.Equal([15.5f, 5.5f], scores.Variance);
        Assert.Equal(-12, scores.TotalLogProb);
        Assert.Equal(-6, scores.MeanLogProb);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Columns_of_different_length_are_refused(int shorter)
    {
        int Length(int column) => column == shorter ? 1 : 2;
        Assert.Throws<ArgumentException>(() => new TokenScores(
            new int[2], new float[Length(0)], new int[Length(1)], new int[Length(2)], new float[Length(3)], new float[Length(4)], new float[Length(5)], null));
    }
}
