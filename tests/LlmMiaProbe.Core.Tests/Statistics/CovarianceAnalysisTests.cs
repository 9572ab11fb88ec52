using LlmMiaProbe.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class CovarianceAnalysisTests
{
    // Student's data on sleep (1908): hours gained under two drugs. R, t.test(extra ~ group, var.equal = FALSE): p = 0.07939 two-sided.
    private static readonly double[] Drug1 = [.7, -1.6, -.2, -1.2, -.1, 3.4, 3.7, .8, 0, 2];
    private static readonly double[] Drug2 = [1.9, .8, 1.1, .1, -.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    [Fact]
    public void Without_covariates_it_is_a_comparison_of_two_means()
    {
        var analysis = CovarianceAnalysis.Of([.. Drug2, .. Drug1], Sides(10, 10), [], new string?[20]);

        // The jackknife's standard error is n / (n - 1) times that of a mean, so p is a little above Welch's.
        Assert.InRange(analysis.PValue, .07939 / 2, .053);
        var pooled = Math.Sqrt(((Drug1.Sum(x => Math.Pow(x - Drug1.Average(), 2)) + Drug2.Sum(x => Math.Pow(x - Drug2.Average(), 2))) / 20));
        Assert.Equal((Drug2.Average() - Drug1.Average()) / pooled, analysis.Effect.Value, 1e-6);
        Assert.Equal(1 - analysis.PValue, CovarianceAnalysis.Of([.. Drug1, .. Drug2], Sides(10, 10), [], new string?[20]).PValue, 1e-9);
        Assert.Equal(1, CovarianceAnalysis.Of(new double[20], Sides(10, 10), [], new string?[20]).PValue);
    }

    [Fact]
    public void Without_covariates_the_jackknife_has_a_closed_form()
    {
        // Without one of ten a mean moves by (mean - value) / 9: a variance of 19/20 Σ(value - mean)² / 81 over both sets. 2.100922 is
        // the table's 97.5% point of Student's t with 18 degrees of freedom.
        var squares = Drug1.Sum(x => Math.Pow(x - Drug1.Average(), 2)) + Drug2.Sum(x => Math.Pow(x - Drug2.Average(), 2));
        Equal(Drug2.Average() - Drug1.Average(), Math.Sqrt(squares / 81 * 19 / 20), 18, 2.100922, Math.Sqrt(squares / 20), CovarianceAnalysis.Of([.. Drug2, .. Drug1], Sides(10, 10), [], new string?[20]));

        // A covariate that does not vary has no column.
        double[][] constant = [.. Enumerable.Repeat(new[] { 7.0 }, 20)];
        Assert.Equal(CovarianceAnalysis.Of([.. Drug2, .. Drug1], Sides(10, 10), [], new string?[20]), CovarianceAnalysis.Of([.. Drug2, .. Drug1], Sides(10, 10), constant, new string?[20]));
    }

    [Fact]
    public void Units_of_unequal_size_are_left_out_as_a_whole()
    {
        // Units {1}, {2, 6} and {3, 4, 5} against {0, 2} and {1, 1}. Means 3.5 and 1; without a unit 20/5, 13/4 and 9/3, or 1 and 1: moves
        // of .5, .25 and .5. Degrees of freedom 6²/(1 + 4 + 9) + 4²/(4 + 4) - 2 = 18/7, and squares of 17.5 + 2 are left.
        double[] outcome = [1, 2, 6, 3, 4, 5, 0, 2, 1, 1];
        string?[] units = [null, "b", "b", "c", "c", "c", "d", "d", "e", "e"];
        var (error, left) = (Math.Sqrt(((.5 * .5) + (.25 * .25) + (.5 * .5)) * 4 / 5), Math.Sqrt(19.5 / 10));
        Equal(2.5, error, 18 / 7.0, StudentT.InvCDF(0, 1, 18 / 7.0, .975), left, CovarianceAnalysis.Of(outcome, Sides(6, 4), [], units));

        // With {0, 2} in the unit of {3, 4, 5}, which then has both sets: sizes 1, 2, 5 and 2, and 10²/(1 + 4 + 25 + 4) - 1.
        string?[] mixed = [null, "b", "b", "c", "c", "c", "c", "c", "e", "e"];
        error = Math.Sqrt(((.5 * .5) + (.25 * .25) + (.5 * .5)) * 3 / 4);
        Assert.Equal(P(2.5, error, (100 / 34.0) - 1), CovarianceAnalysis.Of(outcome, Sides(6, 4), [], mixed).PValue, 1e-6);
    }

    private static double P(double difference, double error, double freedom) => StudentT.CDF(0, 1, freedom, -difference / error);

    private static void Equal(double difference, double error, double freedom, double quantile, double spread, CovarianceAnalysis analysis)
    {
        Assert.Equal(P(difference, error, freedom), analysis.PValue, 1e-6);
        Assert.Equal(difference / spread, analysis.Effect.Value, 1e-6);
        Assert.Equal((difference - (quantile * error)) / spread, analysis.Effect.Low, 1e-6);
        Assert.Equal((difference + (quantile * error)) / spread, analysis.Effect.High, 1e-6);
    }

    [Fact]
    public void What_a_covariate_explains_is_no_difference()
    {
        double[] lengths = [.. Enumerable.Range(0, 40).Select(i => i < 20 ? i : i - 10.0)];
        var random = new Xoshiro256StarStar(1, threadSafe: false);
        double[] outcome = [.. lengths.Select(length => (-.5 * length) + Normal.Sample(random, 0, .1))];
        Assert.InRange(CovarianceAnalysis.Of(outcome, Sides(20, 20), [], new string?[40]).PValue, 0, 1e-4);
        Assert.InRange(CovarianceAnalysis.Of(outcome, Sides(20, 20), [.. lengths.Select(length => new[] { length })], new string?[40]).PValue, .02, .98);
    }

    [Fact]
    [Trait("Kind", "Simulation")]
    public void A_shift_of_length_alone_keeps_the_level()
    {
        // Scores depend on length and not on membership; suspects are half a deviation longer. A t-test of the scores finds 80%.
        var (analysed, compared) = NullSimulations.LengthShift(.5, 2000);
        Assert.InRange(analysed.Value, 0, .07);
        Assert.InRange(compared.Value, .6, 1);
    }

    [Fact]
    [Trait("Kind", "Simulation")]
    public void Documents_of_few_groups_prove_little()
    {
        var random = new Xoshiro256StarStar(2, threadSafe: false);
        var (byGroup, byDocument) = (0, 0);
        for (var trial = 0; trial < 400; trial++)
        {
            double[] levels = [.. Enumerable.Range(0, 12).Select(_ => Normal.Sample(random, 0, 1))];
            double[] outcome = [.. Enumerable.Range(0, 120).Select(i => levels[i / 10] + Normal.Sample(random, 0, 1))];
            string?[] groups = [.. Enumerable.Range(0, 120).Select(i => $"g{i / 10}")];
            byGroup += CovarianceAnalysis.Of(outcome, Sides(60, 60), [], groups).PValue <= .05 ? 1 : 0;
            byDocument += CovarianceAnalysis.Of(outcome, Sides(60, 60), [], new string?[120]).PValue <= .05 ? 1 : 0;
        }

        Assert.InRange(new NullShare(byGroup, 400).Interval().Low, 0, .05);
        Assert.InRange(byDocument, 80, 400);
    }

    private static bool[] Sides(int first, int second) => [.. Enumerable.Repeat(true, first), .. Enumerable.Repeat(false, second)];
}
