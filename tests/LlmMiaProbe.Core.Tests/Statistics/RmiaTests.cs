using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class RmiaTests
{
    private static readonly Gen<double[]> LogProbs = from n in Gen.Choose(1, 12) from values in Gen.Choose(-800, 0).ArrayOf(n) select values.Select(v => v / 100.0).ToArray();

    private static readonly Gen<(double Target, double[] Out, double[] Population, double Gamma, double Slope)> Cases =
        from target in Gen.Choose(-800, 0)
        from outReferences in LogProbs
        from population in LogProbs
        from gamma in Gen.Elements(.5, 1, 1.3, 2)
        from slope in Gen.Choose(0, 10)
        select (target / 100.0, outReferences, population, gamma, slope / 10.0);

    [Property]
    public Property Ratios_match_the_formulas_in_plain_probabilities() => Prop.ForAll(Cases.ToArbitrary(), x =>
    {
        var mean = x.Out.Average(Math.Exp);
        Assert.Equal(Math.Exp(x.Target) / ((((1 + x.Slope) * mean) + 1 - x.Slope) / 2), Math.Exp(Rmia.OfflineLogRatio(x.Target, x.Out, x.Slope)), 1e-9);
        Assert.Equal(Math.Exp(x.Target) / ((x.Population.Average(Math.Exp) + mean) / 2), Math.Exp(Rmia.OnlineLogRatio(x.Target, x.Population, x.Out)), 1e-9);
    });

    [Fact]
    public void By_hand()
    {
        // p = .4 against OUT .1 and .3 at a = .5: p(x) = (1.5 · .2 + .5) / 2 = .4.
        Assert.Equal(0, Rmia.OfflineLogRatio(Math.Log(.4), [Math.Log(.1), Math.Log(.3)], .5), 12);
        Assert.Equal(Math.Log(2), Rmia.OfflineLogRatio(Math.Log(.4), [Math.Log(.1), Math.Log(.3)], 1), 12);
        Assert.Equal(.5, Rmia.Score(1, [0, .5, 1, 2]));
        Assert.Equal(.25, Rmia.Score(1, [0, .5, 1, 2], 2));
    }

    [Fact]
    public void The_comparison_is_strict()
    {
        Assert.Equal(0, Rmia.Score(-1, [-1, -1], 1));
        Assert.Equal(1, Rmia.Score(-1, [-1, -1], .99));
    }

    [Property]
    public Property Scores_are_shares_that_rise_with_the_target_and_fall_with_references_and_gamma() => Prop.ForAll(Cases.ToArbitrary(), x =>
    {
        var score = Score(x.Target, x.Out);
        Assert.InRange(score, 0, 1);
        Assert.Equal(Math.Round(score * x.Population.Length), score * x.Population.Length, 9);
        Assert.True(Score(x.Target + .5, x.Out) >= score);
        Assert.True(Score(x.Target, [.. x.Out.Select(lp => lp - .5)]) >= score);
        Assert.True(Rmia.Score(Rmia.OfflineLogRatio(x.Target, x.Out, x.Slope), x.Population, x.Gamma * 1.5) <= score);

        double Score(double target, double[] references) => Rmia.Score(Rmia.OfflineLogRatio(target, references, x.Slope), x.Population, x.Gamma);
    });

    [Property]
    public Property Neither_the_order_of_the_population_nor_a_common_factor_matters() => Prop.ForAll(Cases.ToArbitrary(), x =>
    {
        // Powers of two add up without rounding.
        double[] population = [.. x.Population.Select(r => Math.Round(r * 64) / 64)];
        var ratio = Math.Round(x.Target * 64) / 64;
        var score = Rmia.Score(ratio, population, x.Gamma);
        Assert.Equal(score, Rmia.Score(ratio, [.. population.Reverse()], x.Gamma));
        Assert.Equal(score, Rmia.Score(ratio + 8, [.. population.Select(r => r + 8)], x.Gamma));
    });

    [Fact]
    public void With_gamma_one_the_median_of_a_population_dominates_half_of_it() =>
        Assert.Equal(.5, Rmia.Score(5, [.. Enumerable.Range(0, 10).Select(i => (double)i)]));

    [Fact]
    public void Probabilities_too_small_for_a_double_are_compared_all_the_same()
    {
        Assert.Equal(1000 - Math.Log(.35), Rmia.OfflineLogRatio(-1000, [-3000], .3) + 2000, 6);
        Assert.Equal(2000, Rmia.OfflineLogRatio(-1000, [-3000], 1), 9);
        Assert.Equal(-2000, Rmia.LogMean([-2000, -2000]), 9);
    }

    [Fact]
    public void Impossible_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Rmia.Score(0, []));
        Assert.Throws<ArgumentException>(() => Rmia.OfflineLogRatio(0, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rmia.OfflineLogRatio(0, [-1.0], 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rmia.Score(0, [0.0], 0));
    }
}
