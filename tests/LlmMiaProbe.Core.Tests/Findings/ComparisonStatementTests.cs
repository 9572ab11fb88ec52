using LlmMiaProbe.Findings;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Core.Tests.Findings;

public sealed class ComparisonStatementTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, "no member and no non-member")]
    [InlineData(5, 0, 5, 0, "labels no non-member")]
    [InlineData(0, 5, 0, 5, "labels no member")]
    [InlineData(5, 1, 5, 0, "only labelled non-member has no score")]
    [InlineData(5, 4, 5, 0, "None of the 4 labelled non-members has a score")]
    [InlineData(5, 4, 0, 4, "None of the 5 labelled members has a score")]
    public void It_says_what_is_missing(int members, int nonMembers, int scoredMembers, int scoredNonMembers, string expected) =>
        Assert.Contains(expected, ComparisonStatement.WhyNot(members, nonMembers, scoredMembers, scoredNonMembers), StringComparison.Ordinal);

    [Fact]
    public void With_scores_of_both_labels_there_is_nothing_to_say() => Assert.Null(ComparisonStatement.WhyNot(1, 1, 1, 1));

    [Theory]
    [InlineData(.01, 40, "needs at least 100 non-members; there are 40")]
    [InlineData(.001, 1, "needs at least 1,000 non-members; there is 1")]
    [InlineData(.3, 3, "needs at least 4 non-members; there are 3")]
    public void It_says_how_many_non_members_a_rate_needs(double bound, int nonMembers, string expected) =>
        Assert.Equal(expected, ComparisonStatement.TooFew(bound, nonMembers));

    [Fact]
    public void A_rate_of_one_over_the_non_members_is_always_supported() =>
        Assert.All(Enumerable.Range(1, 5000), n => Assert.Null(ComparisonStatement.TooFew(1.0 / n, n)));

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void Impossible_rates_are_refused(double bound) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ComparisonStatement.TooFew(bound, 10));
}
