using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Findings;

public sealed class PlainStatementTests
{
    [Theory]
    [InlineData(24, HeadlineVerdict.Apart, "24 of 30 documents labelled member stand out from the 40 supplied non-members.")]
    [InlineData(1, HeadlineVerdict.Apart, "1 of 30 documents labelled member stands out from the 40 supplied non-members.")]
    [InlineData(0, HeadlineVerdict.Apart, "Together, the 30 documents labelled member score higher than the 40 supplied non-members, but none of 30 documents labelled member stands out from the 40 supplied non-members.")]
    [InlineData(0, HeadlineVerdict.NotApart, "The 30 documents labelled member do not stand out from the 40 supplied non-members.")]
    [InlineData(2, HeadlineVerdict.NotApart, "2 of 30 documents labelled member stand out from the 40 supplied non-members.")]
    [InlineData(0, HeadlineVerdict.Reversed, "The wrong way round: the 30 documents labelled member score lower than the 40 supplied non-members. Check the labels.")]
    [InlineData(0, HeadlineVerdict.Undecided, "Undecided: 30 documents labelled member and 40 non-members, or the groups that they come in, are too few to show a difference reliably.")]
    [InlineData(3, HeadlineVerdict.Undecided, "Undecided: 30 documents labelled member and 40 non-members, or the groups that they come in, are too few to show a difference reliably. 3 of 30 documents labelled member stand out from the 40 supplied non-members.")]
    public void A_run_with_labels_says_how_many_stand_out(int found, HeadlineVerdict verdict, string sentence) =>
        Assert.Equal(sentence, PlainStatement.Of(Design(Membership.Member, 30, 40), Decisions(30, 40, found), Leading, verdict, isContradicted: false));

    [Fact]
    public void What_contradicts_it_makes_it_undecided() => Assert.Equal(
        "Undecided: the measure that was fixed beforehand does not tell the 30 documents labelled member from the 40 supplied non-members, but something else does.",
        PlainStatement.Of(Design(Membership.Member, 30, 40), Decisions(30, 40, 0), Leading, HeadlineVerdict.Undecided, isContradicted: true));

    [Theory]
    [InlineData(400, 12, "12 of 400 documents of unknown membership stand out from the 40 supplied non-members.")]
    [InlineData(400, 0, "None of 400 documents of unknown membership stands out from the 40 supplied non-members.")]
    [InlineData(1, 0, "The 1 document of unknown membership does not stand out from the 40 supplied non-members.")]
    public void Without_labels_it_speaks_of_the_documents_under_test(int tested, int found, string sentence) =>
        Assert.Equal(sentence, PlainStatement.Of(Design(Membership.Unknown, tested, 40), Decisions(tested, 40, found), Leading, null, isContradicted: false));

    [Fact]
    public void Without_non_members_it_says_that_it_says_nothing()
    {
        Assert.Equal(
            "Nothing can be said about membership: there is no known non-member to compare with.",
            PlainStatement.Of(Design(Membership.Unknown, 60, 0), Decisions(60, 0, 0), Leading, null, isContradicted: false));
        Assert.Equal(
            "Nothing can be said about membership: there is nothing to compare.",
            PlainStatement.Of(Design(null, 0, 0), null, null, null, isContradicted: false));
    }

    private static AttackEvaluation Leading => new()
    {
        Attack = "loss", Members = 30, NonMembers = 40, Unknown = 0, Auc = new Estimate(.9, .8, .95), AucReason = null, Intervals = null, TprAtFpr = [], NotApplicable = [],
    };

    private static AttackDecisions Decisions(int tested, int calibration, int found) => new()
    {
        Attack = "loss", Tested = tested, WithoutScore = 0, Calibration = calibration, Discoveries = found, SmallestPValue = .01, Strata = [],
    };

    private static TestDesign Design(Membership? tested, int documents, int calibration) => new()
    {
        Tested = tested, HasOwnCalibration = false, Mondrian = Mondrian.None, FalseDiscoveryRate = .1, Strata = [new TestStratum("all", documents, calibration)],
    };
}
