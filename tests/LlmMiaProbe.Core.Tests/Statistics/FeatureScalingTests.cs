using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class FeatureScalingTests
{
    private static readonly double[][] Rows = [.. Enumerable.Range(0, 41).Select(i => new double[] { i, 5, 1000 - (2 * i) })];
    private static readonly bool[] IsFirst = [.. Rows.Select((_, i) => i > 20)];

    [Fact]
    public void Fitted_rows_have_a_length_of_at_most_one_and_classes_around_zero()
    {
        var scaling = FeatureScaling.Fit(Rows, IsFirst);
        var scaled = Rows.Select(row => scaling.Apply(row).Values).ToList();
        Assert.Equal(1, scaled.Max(row => Math.Sqrt(row.Sum(v => v * v))), 5);
        Assert.Equal(0, scaled.Where((_, i) => IsFirst[i]).Average(row => row[0]) + scaled.Where((_, i) => !IsFirst[i]).Average(row => row[0]), 5);
        Assert.All(scaled, row => Assert.Equal(-row[0], row[2], 5));
    }

    [Fact]
    public void What_did_not_vary_is_nothing() => Assert.Equal(0, FeatureScaling.Fit(Rows, IsFirst).Apply([3, 99, 0]).Values[1]);

    [Fact]
    public void What_lies_beyond_the_fitted_quantiles_is_cut_off()
    {
        // Quantiles 2.5% and 97.5% of 0 to 40 lie just inside the ends.
        var scaling = FeatureScaling.Fit(Rows, IsFirst);
        Assert.Equal(scaling.Apply([40, 5, 900]).Values[0], scaling.Apply([1e12, 5, 900]).Values[0]);
        Assert.Equal(scaling.Apply([0, 5, 900]).Values[0], scaling.Apply([-1e12, 5, 900]).Values[0]);
        Assert.True(scaling.Apply([38, 5, 900]).Values[0] < scaling.Apply([1e12, 5, 900]).Values[0]);
    }
}
