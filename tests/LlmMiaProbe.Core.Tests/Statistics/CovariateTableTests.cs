using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class CovariateTableTests
{
    [Fact]
    public void A_spline_is_straight_outside_of_its_knots_and_four_functions_wide()
    {
        double[] values = [-1000, -500, 0, .. Enumerable.Range(0, 200).Select(i => i / 10.0), 500, 1000, 1500];
        var columns = CovariateTable.Spline(values).ToList();
        Assert.Equal(4, columns.Count);
        Assert.All(columns, column =>
        {
            Assert.Equal(column[1] - column[0], column[2] - column[1], 1e-6 * (1 + Math.Abs(column[1])));
            Assert.Equal(column[^2] - column[^3], column[^1] - column[^2], 1e-6 * (1 + Math.Abs(column[^2])));
        });
    }

    [Fact]
    public void Only_what_varies_and_occurs_often_enough_has_a_column()
    {
        var same = new TextCovariates(100, .5, 4, 0, 0, 0, 0, "English");
        Assert.All(CovariateTable.Of([.. Enumerable.Repeat(same, 30)]), Assert.Empty);

        // A language of 15 beside one of 15 (two columns), and years in two parts and none.
        var languages = CovariateTable.Of([.. Enumerable.Range(0, 30).Select(i => same with { Language = i % 2 == 0 ? "English" : "French" })]);
        Assert.All(languages.Select((row, i) => (row, i)), entry => Assert.Equal(entry.i % 2 == 0 ? [1, 0] : [0, 1], entry.row));
        var years = CovariateTable.Of([.. Enumerable.Range(0, 60).Select(i => same with { LatestYear = i < 30 ? 0 : 1960 + i })]);
        Assert.Equal(4, years[0].Length);
        Assert.All(years, row => Assert.Equal(1, row.Sum()));
    }
}
