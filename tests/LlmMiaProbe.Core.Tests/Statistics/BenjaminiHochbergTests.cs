using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class BenjaminiHochbergTests
{
    /// <summary>The fifteen p-values of Benjamini and Hochberg 1995, section 3.2 (thrombolysis in myocardial infarction).</summary>
    private static readonly double[] Thrombolysis =
        [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1];

    [Fact]
    public void The_example_of_the_1995_paper_rejects_four() =>
        Assert.Equal(Enumerable.Range(0, 15).Select(i => i < 4), BenjaminiHochberg.Reject(Thrombolysis, .05));

    [Fact]
    public void Adjusted_values_of_a_worked_example_are_reproduced()
    {
        // By hand: 5p/1 = .05, 5p/2 = .05, 5p/3 = .05, 5p/4 = .05, 5p/5 = .05 for an arithmetic ladder.
        Assert.All(BenjaminiHochberg.Adjust([.03, .01, .05, .02, .04]), p => Assert.Equal(.05, p, 12));

        // By hand: ranks 1 to 4 give .04, .06, .0533, .9, and a later smaller value carries down.
        Assert.Equal([.9, .04, .16 / 3, .16 / 3], BenjaminiHochberg.Adjust([.9, .01, .03, .04]).Select(p => Math.Round(p, 12)), (a, b) => Math.Abs(a - b) < 1e-11);
    }

    [Property]
    public Property Rejections_match_the_step_up_definition_in_whole_numbers()
    {
        // p = a / (n + 1) and q = 1 / c, as conformal p-values have it: a · c · m ≤ k · (n + 1) decides without rounding.
        var cases = from grid in Gen.Choose(2, 200)
                    from c in Gen.Elements(4, 5, 10, 20, 100)
                    from m in Gen.Choose(1, 30)
                    from numerators in Gen.Choose(1, grid).ArrayOf(m)
                    select (grid, c, numerators);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var m = x.numerators.Length;
            var sorted = x.numerators.Order().ToArray();
            var cut = Enumerable.Range(1, m).Where(k => (long)sorted[k - 1] * x.c * m <= (long)k * x.grid).Select(k => sorted[k - 1]).DefaultIfEmpty(0).Max();
            var rejected = BenjaminiHochberg.Reject([.. x.numerators.Select(a => (double)a / x.grid)], 1.0 / x.c);
            Assert.Equal(x.numerators.Select(a => a <= cut), rejected);
        });
    }

    [Property]
    public Property Adjusted_values_match_their_definition()
    {
        var cases = from m in Gen.Choose(1, 20) from p in Gen.Choose(0, 50).Select(i => i / 50.0).ArrayOf(m) select p;
        return Prop.ForAll(cases.ToArbitrary(), p =>
        {
            var sorted = p.Order().ToArray();
            var expected = p.Select(value => Math.Min(1, Enumerable.Range(1, p.Length).Where(k => sorted[k - 1] >= value).Min(k => sorted[k - 1] * p.Length / k)));
            Assert.Equal(expected, BenjaminiHochberg.Adjust(p), (a, b) => Math.Abs(a - b) < 1e-12);
        });
    }

    [Fact]
    public void A_single_discovery_is_possible_exactly_from_the_resolution_limit_on()
    {
        // One of m = 100 at q = .05 needs n ≥ m / q − 1 = 1999 calibration documents.
        Assert.Contains(true, BenjaminiHochberg.Reject(OneStandsOut(1999), .05));
        Assert.DoesNotContain(true, BenjaminiHochberg.Reject(OneStandsOut(1998), .05));

        static double[] OneStandsOut(int n) => [ConformalPValue.Smallest(n), .. Enumerable.Repeat(1.0, 99)];
    }

    [Fact]
    public void A_bound_met_exactly_is_met_in_spite_of_rounding()
    {
        // 3 · 0.05 / 3 is above 0.05 in doubles.
        Assert.Equal([true, true, true], BenjaminiHochberg.Reject([.05, .05, .05], .05));
        Assert.Equal([false, false, false], BenjaminiHochberg.Reject([.0501, .0501, .0501], .05));
    }

    [Fact]
    public void No_p_values_give_no_discoveries() => Assert.Empty(BenjaminiHochberg.Reject([], .1));

    [Fact]
    public void Values_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => BenjaminiHochberg.Adjust([.5, double.NaN]));
        Assert.Throws<ArgumentException>(() => BenjaminiHochberg.Adjust([1.5]));
        Assert.Throws<ArgumentException>(() => BenjaminiHochberg.Adjust([-.1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => BenjaminiHochberg.Reject([.5], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BenjaminiHochberg.Reject([.5], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => BenjaminiHochberg.Reject([.5], double.NaN));
    }
}
