using LlmMiaProbe.Findings;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Core.Tests.Findings;

public sealed class IntervalStatementTests
{
    private const string Computed = "Intervals of AUCs are computed (Student's t in the logit, joined with Newcombe's method 5)";

    [Theory]
    [InlineData(0, "because no labelled document has a group.")]
    [InlineData(1, "because all labelled documents are of one group; they are too narrow if another group would be another matter.")]
    public void Documents_are_explained(int groups, string expected) =>
        Assert.Equal($"{Computed}, those of TPRs resample documents, members and non-members apart, {expected}", IntervalStatement.ByDocument(groups));

    [Theory]
    [InlineData(24, 0, 24, 24, 1, "from the 24 groups, declared or of near-duplicates; those of TPRs resample these.")]
    [InlineData(24, 1, 24, 24, 1.009, "from the 24 groups and 1 document without one, declared or of near-duplicates; those of TPRs resample these.")]
    [InlineData(10, 0, 10, 10, 1.2165, "from the 10 groups, declared or of near-duplicates; those of TPRs resample these and are 22% wider than that, because they are few.")]
    [InlineData(24, 0, 2, 24, 1, "from the 24 groups, declared or of near-duplicates; those of TPRs resample these. The members come from only 2 of these, so the intervals show little of how sources of members differ.")]
    public void Groups_are_explained(int groups, int lone, int memberUnits, int nonMemberUnits, double widening, string expected) =>
        Assert.Equal($"{Computed} {expected}", IntervalStatement.ByGroup(groups, lone, memberUnits, nonMemberUnits, widening));
}
