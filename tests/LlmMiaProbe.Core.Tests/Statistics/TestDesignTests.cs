using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class TestDesignTests
{
    private static readonly DesignDocument Member = Designs.Document(Membership.Member);
    private static readonly DesignDocument NonMember = Designs.Document(Membership.NonMember);
    private static readonly DesignDocument Unknown = Designs.Document(Membership.Unknown);
    private static readonly DesignDocument Calibrating = Designs.Document(Membership.NonMember, calibrates: true);

    [Fact]
    public void Unknown_documents_are_tested_if_there_are_any()
    {
        var design = Designs.Of([Member, NonMember, NonMember, Unknown, Unknown, Unknown]);
        Assert.Equal((Membership.Unknown, 3, 2), (design.Tested, design.TestedCount, design.CalibrationCount));
        Assert.Equal([false, false, true], new[] { Member, NonMember, Unknown }.Select(d => design.IsTested(d)));
        Assert.Equal([false, true, false], new[] { Member, NonMember, Unknown }.Select(d => design.IsCalibration(d)));
    }

    [Fact]
    public void Without_them_the_members_are_tested()
    {
        var design = Designs.Of([Member, Member, NonMember]);
        Assert.Equal((Membership.Member, 2, 1), (design.Tested, design.TestedCount, design.CalibrationCount));
        Assert.True(design.IsTested(Member));
    }

    [Fact]
    public void Non_members_alone_are_never_tested()
    {
        var design = Designs.Of([NonMember, NonMember]);
        Assert.Equal((null, 0, 2), (design.Tested, design.TestedCount, design.CalibrationCount));
        Assert.False(design.IsTested(NonMember));
    }

    [Fact]
    public void A_corpus_of_its_own_takes_the_place_of_the_labelled_non_members()
    {
        var design = Designs.Of([Member, NonMember, NonMember, Calibrating, Calibrating, Calibrating]);
        Assert.Equal((true, 1, 3), (design.HasOwnCalibration, design.TestedCount, design.CalibrationCount));
        Assert.False(design.IsCalibration(NonMember));
        Assert.True(design.IsCalibration(Calibrating));
        Assert.False(design.IsTested(Calibrating));
    }

    [Theory]
    [InlineData(0, "0–1 bytes")]
    [InlineData(1, "0–1 bytes")]
    [InlineData(2, "2–3 bytes")]
    [InlineData(511, "256–511 bytes")]
    [InlineData(512, "512–1,023 bytes")]
    [InlineData(int.MaxValue, "1,073,741,824–2,147,483,647 bytes")]
    public void Lengths_double_from_stratum_to_stratum(int bytes, string name) =>
        Assert.Equal(name, Designs.Of([NonMember], mondrian: Mondrian.Length).StratumOf(NonMember with { ByteLength = bytes }));

    [Fact]
    public void Strata_of_length_stand_in_order_of_length()
    {
        var design = Designs.Of([.. new[] { 5000, 9, 100, 90 }.Select(bytes => Unknown with { ByteLength = bytes }), NonMember with { ByteLength = 70 }], mondrian: Mondrian.Length);
        Assert.Equal(
            [new TestStratum("8–15 bytes", 1, 0), new TestStratum("64–127 bytes", 2, 1), new TestStratum("4,096–8,191 bytes", 1, 0)],
            design.Strata);
    }

    [Fact]
    public void Strata_of_groups_are_named_after_them()
    {
        var design = Designs.Of([Unknown with { Group = "b" }, NonMember with { Group = "b" }, NonMember with { Group = "a" }, Unknown], mondrian: Mondrian.Group);
        Assert.Equal([new TestStratum("(no group)", 1, 0), new TestStratum("a", 0, 1), new TestStratum("b", 1, 1)], design.Strata);
        Assert.Equal([1, .5, .5], design.Strata.Select(stratum => stratum.SmallestPValue));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_rate_lies_between_0_and_1(double rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TestDesignBuilder(Mondrian.None, rate));
}
