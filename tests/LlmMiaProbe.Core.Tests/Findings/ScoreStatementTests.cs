using LlmMiaProbe.Findings;

namespace LlmMiaProbe.Core.Tests.Findings;

public sealed class ScoreStatementTests
{
    [Theory]
    [InlineData(397, 400, "scores above 99.2% of the 400 supplied non-members")]
    [InlineData(400, 400, "scores above all 400 supplied non-members")]
    [InlineData(0, 400, "scores above none of the 400 supplied non-members")]
    [InlineData(1_999, 2_000, "scores above 99.95% of the 2,000 supplied non-members")]
    [InlineData(7, 9, "scores above 7 of the 9 supplied non-members")]
    [InlineData(9, 9, "scores above all 9 supplied non-members")]
    [InlineData(1, 1, "scores above the one supplied non-member")]
    [InlineData(0, 1, "does not score above the one supplied non-member")]
    [InlineData(0, 0, "cannot be compared, because no supplied non-member has a score")]
    public void The_text_is_the_rank_among_the_supplied_non_members(int below, int nonMembers, string expected) =>
        Assert.Equal(expected, ScoreStatement.Of(below, nonMembers).Text);

    [Fact]
    public void Few_non_members_are_remarked_upon_with_the_smallest_reachable_p()
    {
        Assert.StartsWith("With 9 non-members no p-value can be smaller than 1/10 (0.1)", ScoreStatement.Of(7, 9).Remark, StringComparison.Ordinal);
        Assert.StartsWith("With 1 non-member no p-value can be smaller than 1/2 (0.5)", ScoreStatement.Of(1, 1).Remark, StringComparison.Ordinal);
        Assert.NotNull(ScoreStatement.Of(19, 19).Remark);
        Assert.NotNull(ScoreStatement.Of(0, 0).Remark);
        Assert.Null(ScoreStatement.Of(20, 20).Remark);
    }

    [Theory]
    [InlineData(-1, 3)]
    [InlineData(4, 3)]
    public void Impossible_counts_are_refused(int below, int nonMembers) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ScoreStatement.Of(below, nonMembers));
}
