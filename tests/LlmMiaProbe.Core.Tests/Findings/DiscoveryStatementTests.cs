using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Findings;

public sealed class DiscoveryStatementTests
{
    [Theory]
    [InlineData(87, "87 of 400 documents score above")]
    [InlineData(1, "1 of 400 documents scores above")]
    [InlineData(0, "None of 400 documents is found to score above")]
    public void It_counts_the_documents_found(int discoveries, string expected) => Assert.Equal(
        expected + " the supplied non-members at a false discovery rate of 10% (smallest reachable p: 0.0025).",
        DiscoveryStatement.Of(Decisions(discoveries, 400, new StratumDecisions("all", 400, 400, 1 / 401.0, discoveries)), .1));

    [Fact]
    public void The_resolution_names_how_many_must_stand_out_together()
    {
        // k ≥ m / (q (n + 1)) = 100 / (.05 · 400) = 5.
        Assert.Contains("at least 5 of 100 documents", DiscoveryStatement.Resolution(Resolution.Of(100, 399, .05), .05), StringComparison.Ordinal);
        Assert.Null(DiscoveryStatement.Resolution(Resolution.Of(100, 1999, .05), .05));
        Assert.NotNull(DiscoveryStatement.Resolution(Resolution.Of(100, 1998, .05), .05));
        Assert.Contains("none of 100 documents can be found", DiscoveryStatement.Resolution(Resolution.Of(100, 9, .05), .05), StringComparison.Ordinal);
    }

    [Property]
    public Property The_resolution_agrees_with_the_procedure_itself()
    {
        var cases = from tested in Gen.Choose(1, 40) from n in Gen.Choose(0, 300) from rate in Gen.Elements(.01, .05, .1, .2) select (tested, n, rate);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var fewest = Enumerable.Range(1, x.tested).FirstOrDefault(k => BenjaminiHochberg.Reject(
                [.. Enumerable.Repeat(ConformalPValue.Smallest(x.n), k), .. Enumerable.Repeat(1.0, x.tested - k)], x.rate).Contains(true));
            var resolution = DiscoveryStatement.Resolution(Resolution.Of(x.tested, x.n, x.rate), x.rate);
            if (fewest == 1)
            {
                Assert.Null(resolution);
                return;
            }

            Assert.Contains(fewest == 0 ? "can be found at" : $"at least {fewest} of", resolution, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void What_depends_on_each_other_is_said_to_count_once()
    {
        var stratum = new StratumDecisions("all", 60, 40, 1 / 6.0, 12) { TestedUnits = 49, CalibrationUnits = 5, DiscoveredUnits = 1 };
        var decisions = Decisions(12, 60, stratum) with { WithCopiesInCalibration = 2 };
        Assert.Equal(
            "12 of 60 documents (1 of 49 if near-duplicates count once) score above the supplied non-members at a false discovery rate of 10% "
                + "(40 calibration documents in 5 groups of near-duplicates; smallest reachable p: 0.17). For 2 documents the non-members that are near-duplicates of them are left out.",
            DiscoveryStatement.Of(decisions, .1));
        Assert.Equal(
            "With 5 groups of non-members no p-value can be smaller than 0.17, so none of 49 documents, near-duplicates counted once, can be found at a false discovery rate of 10%; "
                + "supply at least 9 non-members that do not depend on each other, and 489 to find one document alone.",
            DiscoveryStatement.Resolution(Resolution.Of(decisions, .1), .1));
        Assert.Contains("in 5 groups, declared or of near-duplicates;", DiscoveryStatement.Of(decisions with { HasDeclaredUnits = true }, .1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_out_of_range_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Resolution.Of(5, 4, 1));

    private static AttackDecisions Decisions(int discoveries, int tested, StratumDecisions stratum) => new()
    {
        Attack = "loss", Tested = tested, WithoutScore = 0, Calibration = stratum.Calibration, Discoveries = discoveries, SmallestPValue = stratum.SmallestPValue, Strata = [stratum],
    };
}
