using LlmMiaProbe.Findings;

namespace LlmMiaProbe.Core.Tests.Findings;

public sealed class IntervalStatementTests
{
    [Theory]
    [InlineData(0, "Intervals resample documents, members and non-members apart, because no labelled document has a group.")]
    [InlineData(1, "Intervals resample documents, members and non-members apart, because there is only 1 group and 5 are needed to resample groups; they are too narrow if documents of one group resemble each other.")]
    public void Documents_are_explained(int groups, string expected) => Assert.Equal(expected, IntervalStatement.ByDocument(groups));

    [Theory]
    [InlineData(24, 0, 24, 24, 1, "Intervals resample the 24 groups, each with all its documents.")]
    [InlineData(24, 1, 24, 24, 1.009, "Intervals resample the 24 groups, each with all its documents, and the 1 document without a group one by one.")]
    [InlineData(10, 0, 10, 10, 1.2165, "Intervals resample the 10 groups, each with all its documents, and are 22% wider than that, because these are few.")]
    [InlineData(24, 0, 2, 24, 1, "Intervals resample the 24 groups, each with all its documents. The members come from only 2 of these, so the intervals show little of how sources of members differ.")]
    public void Groups_are_explained(int groups, int lone, int memberUnits, int nonMemberUnits, double widening, string expected) =>
        Assert.Equal(expected, IntervalStatement.ByGroup(groups, lone, memberUnits, nonMemberUnits, widening));
}
