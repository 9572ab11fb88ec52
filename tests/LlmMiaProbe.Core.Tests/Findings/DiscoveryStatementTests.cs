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
    [InlineData(0, "None of 400 documents scores above")]
    public void It_counts_the_documents_found(int discoveries, string expected) => Assert.Equal(
        expected + " the supplied non-members at a false discovery rate of 10% (smallest reachable p: 0.0025).",
        DiscoveryStatement.Of(discoveries, 400, 400, .1));

    [Fact]
    public void The_resolution_names_how_many_must_stand_out_together()
    {
        // k ≥ m / (q (n + 1)) = 100 / (.05 · 400) = 5.
        Assert.Contains("at least 5 of 100 documents", DiscoveryStatement.Resolution(100, 399, .05), StringComparison.Ordinal);
        Assert.Null(DiscoveryStatement.Resolution(100, 1999, .05));
        Assert.NotNull(DiscoveryStatement.Resolution(100, 1998, .05));
        Assert.Contains("none of 100 documents can be found", DiscoveryStatement.Resolution(100, 9, .05), StringComparison.Ordinal);
    }

    [Property]
    public Property The_resolution_agrees_with_the_procedure_itself()
    {
        var cases = from tested in Gen.Choose(1, 40) from n in Gen.Choose(0, 300) from rate in Gen.Elements(.01, .05, .1, .2) select (tested, n, rate);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var fewest = Enumerable.Range(1, x.tested).FirstOrDefault(k => BenjaminiHochberg.Reject(
                [.. Enumerable.Repeat(ConformalPValue.Smallest(x.n), k), .. Enumerable.Repeat(1.0, x.tested - k)], x.rate).Contains(true));
            var resolution = DiscoveryStatement.Resolution(x.tested, x.n, x.rate);
            if (fewest == 1)
            {
                Assert.Null(resolution);
                return;
            }

            Assert.Contains(fewest == 0 ? "can be found at" : $"at least {fewest} of", resolution, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Impossible_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscoveryStatement.Of(5, 4, 10, .1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscoveryStatement.Resolution(5, 4, 1));
    }
}
