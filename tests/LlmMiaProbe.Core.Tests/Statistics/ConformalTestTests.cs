using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class ConformalTestTests
{
    [Fact]
    public void P_values_count_the_non_members_at_or_above()
    {
        var documents = Designs.Documents(3, 4);
        var test = new ConformalTest(Designs.Of(documents, .5), documents, [5, 2, 0, 1, 2, 3, 4]);
        Assert.Equal([1 / 5.0, 4 / 5.0, 1, null, null, null, null], test.Decisions.Select(d => d?.PValue));
        Assert.Equal([.6, 1, 1], test.Decisions.Take(3).Select(d => Math.Round(d?.AdjustedPValue ?? 0, 12)));
        Assert.All(test.Decisions.Take(3), d => Assert.Equal(false, d?.IsDiscovery));
    }

    [Fact]
    public void Each_stratum_is_held_against_its_own_non_members()
    {
        DesignDocument Of(Membership label, string group) => Designs.Document(label, group);
        DesignDocument[] documents =
        [
            Of(Membership.Unknown, "a"), Of(Membership.NonMember, "a"), Of(Membership.Unknown, "b"), Of(Membership.NonMember, "b"), Of(Membership.NonMember, "b"),
            Of(Membership.Unknown, "c"), Of(Membership.NonMember, "d"),
        ];
        var test = new ConformalTest(Designs.Of(documents, .1, Mondrian.Group), documents, [2, 1, 2, 3, 1, 9, 9]);
        Assert.Equal([1 / 2.0, null, 2 / 3.0, null, null, 1, null], test.Decisions.Select(d => d?.PValue));
        var summary = test.Summarise("loss");
        Assert.Equal((3, 0, 4, 0, 1 / 3.0), (summary.Tested, summary.WithoutScore, summary.Calibration, summary.Discoveries, summary.SmallestPValue));
        Assert.Equal(
            [new("a", 1, 1, .5, 0), new("b", 1, 2, 1 / 3.0, 0), new("c", 1, 0, 1, 0), new StratumDecisions("d", 0, 1, .5, 0)],
            summary.Strata.Select(stratum => stratum with { TestedUnits = null, CalibrationUnits = null, DiscoveredUnits = null }));
        Assert.All(summary.Strata, stratum => Assert.Equal((stratum.Tested, stratum.Calibration, stratum.Discoveries), (stratum.TestedUnits, stratum.CalibrationUnits, stratum.DiscoveredUnits)));
    }

    [Fact]
    public void The_summary_adds_up_all_strata_and_only_those_with_a_tested_document_bound_the_p_value()
    {
        // One above four in "a", two above four in "b"; the nine of "c" would give 1/10.
        DesignDocument[] documents =
        [
            Designs.Document(Membership.Unknown, "a"), Designs.Document(Membership.Unknown, "b"), Designs.Document(Membership.Unknown, "b"),
            .. Enumerable.Range(0, 17).Select(i => Designs.Document(Membership.NonMember, i < 4 ? "a" : i < 8 ? "b" : "c")),
        ];
        var summary = new ConformalTest(Designs.Of(documents, .5, Mondrian.Group), documents, [5, 5, 5, .. Enumerable.Repeat((double?)1, 17)]).Summarise("loss");
        Assert.Equal((3, 0, 17, 3, .2), (summary.Tested, summary.WithoutScore, summary.Calibration, summary.Discoveries, summary.SmallestPValue));
        Assert.Equal([(1, 1), (2, 2), (0, 0)], summary.Strata.Select(stratum => (stratum.Discoveries, stratum.DiscoveredUnits ?? -1)));

        DesignDocument[] untested = documents[3..];
        Assert.Equal(1, new ConformalTest(Designs.Of(untested), untested, [.. untested.Select(_ => (double?)1)]).Summarise("loss").SmallestPValue);
    }

    [Fact]
    public void Documents_without_a_score_have_no_p_value_and_calibrate_nothing()
    {
        var documents = Designs.Documents(2, 3);
        var test = new ConformalTest(Designs.Of(documents), documents, [null, 5, null, 1, 2]);
        Assert.Equal([null, 1 / 3.0], test.Decisions.Take(2).Select(d => d?.PValue));
        var summary = test.Summarise("loss");
        Assert.Equal((1, 1, 2), (summary.Tested, summary.WithoutScore, summary.Calibration));
    }

    [Fact]
    public void Members_under_unknown_documents_are_left_aside()
    {
        DesignDocument[] documents = [Designs.Document(Membership.Unknown), Designs.Document(Membership.Member), Designs.Document(Membership.NonMember)];
        var test = new ConformalTest(Designs.Of(documents), documents, [1, 100, 0]);
        Assert.Equal([.5, null, null], test.Decisions.Select(d => d?.PValue));
    }

    [Property]
    public Property It_is_the_plain_definition_stratum_by_stratum()
    {
        var runs =
            from size in Gen.Choose(1, 40)
            from each in
                (from label in Gen.Elements(Membership.Member, Membership.NonMember, Membership.Unknown)
                 from bytes in Gen.Choose(1, 40)
                 from score in Gen.Choose(-1, 9)
                 select (Document: Designs.Document(label, bytes: bytes), Score: score < 0 ? (double?)null : score)).ArrayOf(size)
            select each;
        return Prop.ForAll(runs.ToArbitrary(), run =>
        {
            var design = Designs.Of(run.Select(d => d.Document), .3, Mondrian.Length);
            var test = new ConformalTest(design, [.. run.Select(d => d.Document)], [.. run.Select(d => d.Score)]);
            var label = run.Any(d => d.Document.Label == Membership.Unknown) ? Membership.Unknown : Membership.Member;
            var expected = run.Select(d => d.Document.Label != label || d.Score is null ? (double?)null : Naive(d.Document.ByteLength, d.Score ?? 0)).ToList();
            Assert.Equal(expected, test.Decisions.Select(d => d?.PValue));
            var adjusted = BenjaminiHochberg.Adjust([.. expected.OfType<double>()]);
            Assert.Equal(adjusted.Order(), test.Decisions.OfType<Decision>().Select(d => d.AdjustedPValue).Order());

            double Naive(int bytes, double score)
            {
                var others = run.Where(d => d.Document.Label == Membership.NonMember && d.Score is not null && (int)Math.Log2(d.Document.ByteLength) == (int)Math.Log2(bytes)).ToList();
                return (1.0 + others.Count(d => d.Score >= score)) / (1.0 + others.Count);
            }
        });
    }
}
