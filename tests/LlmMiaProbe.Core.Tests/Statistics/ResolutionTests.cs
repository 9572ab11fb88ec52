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

    [Fact]
    public void All_together_are_found_where_the_resolution_just_allows_it()
    {
        // 10 / (9 + 1) = 10 · .1.
        Assert.Equal(10, Resolution.Of(10, 9, .1).FewestTogether);
        Assert.Null(Resolution.Of(10, 8, .1).FewestTogether);
    }

    [Fact]
    public void The_largest_of_the_tested_strata_counts_and_without_one_there_is_none()
    {
        DesignDocument[] documents =
        [
            Designs.Document(Membership.Unknown, "a"), Designs.Document(Membership.Unknown, "b"),
            .. Enumerable.Range(0, 13).Select(i => Designs.Document(Membership.NonMember, i < 9 ? "a" : "b")),
        ];
        Assert.Equal(new Resolution(2, 9, .1, 2, 19, 9), Resolution.Of(Designs.Of(documents, .1, Mondrian.Group)));
        var none = Resolution.Of(Designs.Of(documents[2..], .1, Mondrian.Group));
        Assert.Equal((0, 0, 1, 0, 0), (none.Tested, none.Calibration, none.SmallestPValue, none.NeededForOne, none.NeededForAny));
    }

    [Fact]
    public void It_is_told_what_counts_together()
    {
        var plain = Designs.Documents(4, 8);
        Assert.Equal((false, false, false), Told(plain));
        Assert.Equal((true, false, false), Told([.. plain.Select((document, i) => i < 4 ? document : document with { Copies = $"{i / 2}" })]));
        Assert.Equal((true, true, false), Told([.. plain.Select((document, i) => i < 4 ? document : document with { Group = $"{i / 2}" })]));
        Assert.Equal((false, false, true), Told([.. plain.Select((document, i) => i < 4 ? document with { Copies = $"{i / 2}" } : document)]));

        static (bool IsByUnit, bool HasDeclaredUnits, bool HasTestedCopies) Told(DesignDocument[] documents)
        {
            var resolution = Resolution.Of(Designs.Of(documents).WithUnits(documents));
            return (resolution.IsByUnit, resolution.HasDeclaredUnits, resolution.HasTestedCopies);
        }
    }

    [Fact]
    public void What_no_collection_could_hold_is_the_largest_number() =>
        Assert.Equal(int.MaxValue, Resolution.NonMembersFor(1, 2_000_000_000, .001));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_rate_lies_between_0_and_1(double rate) => Assert.Throws<ArgumentOutOfRangeException>(() => Resolution.Of(1, 1, rate));

    private static bool Finds(int tested, int nonMembers, int together, double rate) => BenjaminiHochberg.Reject(
        [.. Enumerable.Repeat(ConformalPValue.Smallest(nonMembers), together), .. Enumerable.Repeat(1.0, tested - together)], rate).Contains(true);
}
