using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Tests.Content;

public sealed class WindowSharesTests
{
    [Property]
    public Property The_curve_is_the_share_of_windows_that_so_many_draws_suffice_for() =>
        Prop.ForAll(Gen.Choose(-300_000, 0).ListOf().ToArbitrary(), thousandths =>
        {
            var logPz = thousandths.Select(value => value / 1000.0).ToList();
            var shares = new WindowShares();
            logPz.ForEach(shares.Add);
            return Enumerable.Range(0, ExtractionThresholds.Success.Count).All(p => shares.Curve(p).All(point =>
                point.Share.Equals(logPz.Count == 0 ? 0 : (double)logPz.Count(one => QueriesNeeded.Log10(one, ExtractionThresholds.Success[p]) <= Math.Log10(point.Draws) + 1e-12) / logPz.Count)));
        });

    [Fact]
    public void Bins_are_those_of_the_decimal_logarithm_and_the_lowest_holds_all_below()
    {
        var shares = new WindowShares();
        foreach (var log10 in new[] { 0, -1.9, -2.1, -79, -81, double.NegativeInfinity })
        {
            shares.Add(log10 * Math.Log(10));
        }

        Assert.Equal([(-80, 3), (-4, 1), (-2, 2)], shares.Bins);
        Assert.Equal(6, shares.Windows);
    }
}
