using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class ResolutionTests
{
    [Fact]
    public void One_of_a_hundred_at_five_percent_takes_1999_non_members()
    {
        // n ≥ m / (q k) − 1.
        Assert.Equal(1999, Resolution.NonMembersFor(1, 100, .05));
        Assert.Equal(199, Resolution.NonMembersFor(10, 100, .05));
        Assert.Equal(19, Resolution.NonMembersFor(100, 100, .05));
        Assert.Equal(0, Resolution.NonMembersFor(1, 0, .05));
    }

    [Property]
    public Property It_agrees_with_the_procedure_itself()
    {
        var cases = from tested in Gen.Choose(1, 30) from k in Gen.Choose(1, 30) from rate in Gen.Elements(.05, .1, .2, .3) select (tested, k: Math.Min(k, tested), rate);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var needed = Resolution.NonMembersFor(x.k, x.tested, x.rate);
            Assert.True(Finds(x.tested, needed, x.k, x.rate));
            Assert.True(needed == 0 || !Finds(x.tested, needed - 1, x.k, x.rate));
        });
    }

    [Fact]
    public void A_design_is_as_fine_as_its_largest_stratum_with_a_tested_document()
    {
        var unknown = Designs.Document(Membership.Unknown);
        var nonMember = Designs.Document(Membership.NonMember);
        var documents = Enumerable.Repeat(unknown with { Group = "a" }, 10)
            .Concat(Enumerable.Repeat(nonMember with { Group = "a" }, 49))
            .Concat(Enumerable.Repeat(nonMember with { Group = "b" }, 999));
        Assert.Equal(new Resolution(10, 49, .02, 2, 99, 9), Resolution.Of(Designs.Of(documents, mondrian: Mondrian.Group)));
    }

    [Fact]
    public void Too_few_non_members_find_nothing_however_many_stand_out() =>
        Assert.Equal(new Resolution(10, 8, 1.0 / 9, null, 99, 9), Resolution.Of(Designs.Of(Designs.Documents(10, 8))));

    private static bool Finds(int tested, int nonMembers, int together, double rate) => BenjaminiHochberg.Reject(
        [.. Enumerable.Repeat(ConformalPValue.Smallest(nonMembers), together), .. Enumerable.Repeat(1.0, tested - together)], rate).Contains(true);
}
