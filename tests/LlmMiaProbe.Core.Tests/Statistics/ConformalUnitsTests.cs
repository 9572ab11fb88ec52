using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

/// <summary>Documents of a test that depend on each other.</summary>
public sealed class ConformalUnitsTests
{
    [Fact]
    public void Copies_in_the_calibration_count_once_and_nothing_can_be_found_by_them()
    {
        DesignDocument[] documents =
        [
            .. Enumerable.Repeat(Designs.Document(Membership.Unknown), 10),
            .. Enumerable.Range(0, 200).Select(i => Designs.Document(Membership.NonMember) with { Copies = $"text {i % 5}" }),
        ];
        var design = Designs.Of(documents).WithUnits(documents);
        var test = new ConformalTest(design, documents, [.. documents.Select((_, i) => (double?)(i < 10 ? 100 : i % 5))]);
        Assert.All(test.Decisions.Take(10), decision => Assert.Equal((1 / 6.0, false), (decision?.PValue, decision?.IsDiscovery ?? true)));
        Assert.Equal(1 / 6.0, test.Summarise("loss").SmallestPValue);
        var (before, after) = (Resolution.Of(design), Resolution.Of(test.Summarise("loss"), .1));
        Assert.Equal(before, after);
        Assert.Equal((10, 5, 200, null), (before.Tested, before.Calibration, before.CalibrationDocuments, before.FewestTogether));

        // Without the knowledge each of the ten is found.
        DesignDocument[] naive = [.. documents.Select(document => document with { Copies = null })];
        Assert.All(new ConformalTest(Designs.Of(naive), naive, [.. naive.Select((_, i) => (double?)(i < 10 ? 100 : i % 5))]).Decisions.Take(10), decision => Assert.True(decision?.IsDiscovery));
    }

    [Fact]
    public void A_copy_of_the_tested_document_is_left_out_of_its_calibration_and_counted()
    {
        DesignDocument[] documents =
        [
            Designs.Document(Membership.Unknown) with { Copies = "a" }, Designs.Document(Membership.Unknown),
            Designs.Document(Membership.NonMember) with { Copies = "a" }, Designs.Document(Membership.NonMember), Designs.Document(Membership.NonMember),
        ];
        var test = new ConformalTest(Designs.Of(documents), documents, [5, 5, 5, 1, 2]);
        Assert.Equal([1 / 3.0, 2 / 4.0], test.Decisions.Take(2).Select(decision => decision?.PValue));
        Assert.Equal(1, test.Summarise("loss").WithCopiesInCalibration);
    }

    [Fact]
    public void All_tested_documents_with_a_copy_in_their_calibration_are_counted()
    {
        // Of short texts two copies of "a" and one of "b", of long ones one of "c"; "d" has no copy among non-members.
        DesignDocument Of(Membership label, string copies, int bytes) => Designs.Document(label, bytes: bytes) with { Copies = copies };
        DesignDocument[] documents =
        [
            Of(Membership.Unknown, "a", 100), Of(Membership.Unknown, "a", 100), Of(Membership.Unknown, "b", 100), Of(Membership.Unknown, "d", 100),
            Of(Membership.Unknown, "c", 1000),
            Of(Membership.NonMember, "a", 100), Of(Membership.NonMember, "b", 100), Of(Membership.NonMember, "c", 1000),
        ];
        var test = new ConformalTest(Designs.Of(documents, mondrian: Mondrian.Length), documents, [.. documents.Select(_ => (double?)1)]);
        Assert.Equal(4, test.Summarise("loss").WithCopiesInCalibration);
    }

    [Fact]
    public void Of_tested_copies_the_first_is_tested_for_all_whatever_the_others_score()
    {
        DesignDocument[] documents =
        [
            .. Enumerable.Repeat(Designs.Document(Membership.Unknown) with { Copies = "a" }, 30), Designs.Document(Membership.Unknown),
            .. Enumerable.Repeat(Designs.Document(Membership.NonMember), 9),
        ];
        double?[] scores = [.. Enumerable.Range(0, 30).Select(i => (double?)(i % 2 == 0 ? 8 : 6)), 3.5, 1, 2, 3, 4, 5, 6.5, 0, 0, 0];
        var test = new ConformalTest(Designs.Of(documents, .2), documents, scores);
        Assert.All(test.Decisions.Take(30), decision => Assert.Equal(.1, decision?.PValue));
        Assert.Equal(.4, test.Decisions[30]?.PValue);

        // Two tests, not 31: .1 · 2 / 1 is within a rate of .2.
        Assert.All(test.Decisions.Take(30), decision => Assert.Equal(.2, decision?.AdjustedPValue ?? 0, 12));
        var stratum = test.Summarise("loss").Strata[0];
        Assert.Equal((31, 2, 30, 1), (stratum.Tested, stratum.TestedUnits, stratum.Discoveries, stratum.DiscoveredUnits));
    }

    [Fact]
    public void A_declared_group_of_non_members_counts_once_unless_some_of_it_is_tested()
    {
        DesignDocument Of(Membership label, string group) => Designs.Document(label, group);
        DesignDocument[] apart = [Of(Membership.Unknown, "mine"), .. Enumerable.Range(0, 40).Select(i => Of(Membership.NonMember, $"book {i % 4}"))];
        Assert.Equal(1 / 5.0, new ConformalTest(Designs.Of(apart), apart, [.. apart.Select((_, i) => (double?)(i == 0 ? 9 : 1))]).Decisions[0]?.PValue);
        Assert.True(Designs.Of(apart).WithUnits(apart).HasDeclaredUnits);

        DesignDocument[] mixed = [.. Enumerable.Range(0, 4).Select(i => Of(Membership.Unknown, $"book {i}")), .. apart[1..]];
        Assert.Equal(1 / 41.0, new ConformalTest(Designs.Of(mixed), mixed, [.. mixed.Select((_, i) => (double?)(i < 4 ? 9 : 1))]).Decisions[0]?.PValue);

        // Within a stratum by group all are of one group.
        Assert.Equal(1 / 11.0, new ConformalTest(Designs.Of(mixed, mondrian: Mondrian.Group), mixed, [.. mixed.Select((_, i) => (double?)(i < 4 ? 9 : 1))]).Decisions[0]?.PValue);
    }

    [Fact]
    public void Copies_tie_groups_together_and_count_within_their_stratum()
    {
        DesignDocument[] documents =
        [
            Designs.Document(Membership.Unknown),
            Designs.Document(Membership.NonMember, "a"), Designs.Document(Membership.NonMember, "a") with { Copies = "x" },
            Designs.Document(Membership.NonMember, "b") with { Copies = "x" }, Designs.Document(Membership.NonMember, "b"), Designs.Document(Membership.NonMember, "c"),
        ];
        Assert.Equal(2, Designs.Of(documents).WithUnits(documents).Strata[0].CalibrationUnits);

        DesignDocument[] lengths =
        [
            Designs.Document(Membership.Unknown, bytes: 100), Designs.Document(Membership.Unknown, bytes: 1000),
            .. Enumerable.Range(0, 30).Select(i => Designs.Document(Membership.NonMember, bytes: i < 15 ? 100 : 1000) with { Copies = $"{i % 3}" }),
        ];
        var design = Designs.Of(lengths, mondrian: Mondrian.Length).WithUnits(lengths);
        Assert.All(design.Strata, stratum => Assert.Equal((1, 3, .25), (stratum.TestedUnits, stratum.CalibrationUnits, stratum.SmallestPValue)));
    }
}
