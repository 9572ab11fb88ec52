using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Core.Tests.Extraction;

public sealed class QueriesNeededTests
{
    /// <summary>Computed with decimal arithmetic; n ≥ ln(1 - p) / ln(1 - p_z) of arXiv 2410.19482.</summary>
    [Theory]
    [InlineData(.5, 1, 4, 5, 7)]
    [InlineData(.1, 7, 22, 29, 44)]
    [InlineData(.01, 69, 230, 299, 459)]
    [InlineData(.001, 693, 2302, 2995, 4603)]
    [InlineData(1e-4, 6932, 23025, 29956, 46050)]
    public void Known_values(double pz, int half, int nine, int ninetyFive, int ninetyNine)
    {
        var log = Math.Log(pz);
        Assert.Equal([half, nine, ninetyFive, ninetyNine], new[] { .5, .9, .95, .99 }.Select(p => QueriesNeeded.Of(log, p)));
    }

    [Property]
    public Property The_number_is_the_fewest_draws_that_suffice()
    {
        var cases = from thousandths in Gen.Choose(1, 9999) from p in Gen.Elements(.5, .9, .99) select (Pz: thousandths / 10_000.0, p);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var n = QueriesNeeded.Of(Math.Log(x.Pz), x.p);
            return 1 - Math.Pow(1 - x.Pz, n) >= x.p - 1e-9 && (n == 1 || 1 - Math.Pow(1 - x.Pz, n - 1) < x.p + 1e-9);
        });
    }

    [Theory]
    [InlineData(0.0, .99, 1)]
    [InlineData(-1e-20, .99, 1)]
    [InlineData(double.NegativeInfinity, .5, double.PositiveInfinity)]
    [InlineData(-2000.0, .5, double.PositiveInfinity)]
    public void Certain_and_impossible_suffixes(double logPz, double p, double expected) => Assert.Equal(expected, QueriesNeeded.Of(logPz, p));

    /// <summary>For small p_z, n = -ln(1 - p) / p_z, and only its logarithm is a number.</summary>
    [Theory]
    [InlineData(-41.0)]
    [InlineData(-300.0)]
    [InlineData(-2000.0)]
    [InlineData(-1e6)]
    public void Probabilities_below_the_smallest_double_have_a_logarithm(double logPz)
    {
        var expected = (Math.Log(-Math.Log(.5)) - logPz) / Math.Log(10);
        Assert.Equal(expected, QueriesNeeded.Log10(logPz, .5), expected * 1e-14);
    }

    [Fact]
    public void Both_forms_agree_across_the_border_between_the_formulas()
    {
        for (var logPz = -30.0; logPz > -50; logPz -= 0.25)
        {
            var log10 = Math.Log10(QueriesNeeded.Of(logPz, .9));
            Assert.Equal(QueriesNeeded.Log10(logPz, .9), log10, 1e-12);
            Assert.Equal((Math.Log(-Math.Log(1 - .9)) - logPz) / Math.Log(10), log10, 1e-12);
        }
    }

    [Fact]
    public void An_impossible_suffix_has_no_logarithm_either() => Assert.Equal(double.PositiveInfinity, QueriesNeeded.Log10(double.NegativeInfinity, .5));

    /// <summary>1 - (1 - p)^n by hand: .75 for two draws at a half; n p where both are small.</summary>
    [Theory]
    [InlineData(.5, 2, .75)]
    [InlineData(.1, 3, .271)]
    [InlineData(1, 5, 1)]
    [InlineData(0, 1e9, 0)]
    [InlineData(1e-12, 1000, 1e-9)]
    [InlineData(.9, 1000, 1)]
    public void The_probability_of_at_least_one_success(double pz, double draws, double expected) =>
        Assert.Equal(expected, QueriesNeeded.Success(Math.Log(pz), draws), expected * 1e-8);

    [Fact]
    public void The_draws_that_are_needed_bring_the_success_that_was_asked_for()
    {
        for (var logPz = -0.05; logPz > -60; logPz *= 1.4)
        {
            var n = QueriesNeeded.Of(logPz, .9);
            Assert.InRange(QueriesNeeded.Success(logPz, n), .9 - 1e-9, 1);
            Assert.True(n == 1 || QueriesNeeded.Success(logPz, Math.Min(n - 1, n * .99)) < .9);
        }
    }
}
