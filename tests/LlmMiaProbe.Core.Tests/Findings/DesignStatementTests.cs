using LlmMiaProbe.Core.Tests.Statistics;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Findings;

public sealed class DesignStatementTests
{
    [Fact]
    public void It_says_who_is_held_against_whom()
    {
        var design = Designs.Of(Designs.Documents(400, 399));
        Assert.Equal("400 documents of unknown membership are held against 399 labelled non-members; the smallest reachable p-value is 0.0025.", DesignStatement.Of(design));
        Assert.Contains("At least 10".ToLowerInvariant(), DesignStatement.Warning(design), StringComparison.Ordinal);
        Assert.Contains("finding one alone takes 3,999 non-members", DesignStatement.Warning(design), StringComparison.Ordinal);
    }

    [Fact]
    public void A_corpus_of_its_own_and_strata_are_named()
    {
        var design = Designs.Of([Designs.Document(Membership.Member), Designs.Document(Membership.NonMember, calibrates: true)], mondrian: Mondrian.Length);
        Assert.StartsWith("1 document labelled member is held against 1 calibration non-member of similar length;", DesignStatement.Of(design), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_small_a_calibration_names_what_is_needed() => Assert.Equal(
        "With 5 non-members no p-value can be smaller than 0.17, so none of 40 documents can be found at a false discovery rate of 10%; supply at least 9 non-members, and 399 to find one document alone.",
        DesignStatement.Warning(Designs.Of(Designs.Documents(40, 5))));

    [Fact]
    public void Enough_non_members_need_no_warning() => Assert.Null(DesignStatement.Warning(Designs.Of(Designs.Documents(10, 99))));

    [Fact]
    public void Nothing_to_test_and_nothing_to_hold_it_against_are_said()
    {
        Assert.StartsWith("No document is tested", DesignStatement.Of(Designs.Of(Designs.Documents(0, 5))), StringComparison.Ordinal);
        Assert.Contains("add documents labelled nonmember, or --calibration FILE", DesignStatement.Of(Designs.Of(Designs.Documents(5, 0))), StringComparison.Ordinal);
        Assert.Null(DesignStatement.Warning(Designs.Of(Designs.Documents(5, 0))));
    }

    [Fact]
    public void Strata_that_can_find_nothing_are_named()
    {
        IEnumerable<DesignDocument> Of(string group, int tested, int calibration) => Designs.Documents(tested, calibration).Select(d => d with { Group = group });
        var design = Designs.Of([.. Of("a", 5, 50), .. Of("b", 5, 8), .. Of("c", 5, 9), .. Of("d", 0, 3)], mondrian: Mondrian.Group);
        Assert.Equal("In 1 of 3 strata nothing can be found, because there are fewer than 9 non-members: b.", DesignStatement.SmallStrata(design));
        Assert.Null(DesignStatement.SmallStrata(Designs.Of(Of("a", 5, 1), mondrian: Mondrian.Group)));
    }
}
