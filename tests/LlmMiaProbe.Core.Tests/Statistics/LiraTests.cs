using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class LiraTests
{
    private static readonly double[][] In = [[-1, 1], [0, 2], [0, 20], []];
    private static readonly double[][] Out = [.. In.Select(row => row.Select(score => -score).ToArray())];
    private static readonly double[] Target = [1, 0, 0, 0];

    private static readonly Gen<double[]> References = from n in Gen.Choose(2, 8) from scores in Gen.Choose(-500, 500).ArrayOf(n) where scores.Distinct().Count() > 1 select scores.Select(s => s / 100.0).ToArray();

    private static readonly Gen<(double Score, double[] In, double[] Out)> Cases =
        from score in Gen.Choose(-900, 900) from inScores in References from outScores in References select (score / 100.0, inScores, outScores);

    // TF Privacy's scores fall with membership: the IN part is a negated log-density, the OUT part a log-density.
    [Theory]
    [InlineData(false, new[] { 1.41893853, 1.41893853, 3.72152363, 2.72537178 })]
    [InlineData(true, new[] { 2.69682468, 2.69682468, 4.15270703, 2.87983121 })]
    public void The_log_densities_of_TF_Privacy_are_reproduced(bool sharedDeviation, double[] expected)
    {
        var inFits = NormalFit.OfAll(In, sharedDeviation);
        var outFits = NormalFit.OfAll(Out, sharedDeviation);
        for (var i = 0; i < Target.Length; i++)
        {
            Assert.Equal(expected[i], -Lira.LogDensity(Target[i], inFits[i]), 8);
            Assert.Equal(-expected[i], Lira.LogDensity(Target[i], outFits[i]), 8);
            Assert.Equal(0, Lira.Online(Target[i], inFits[i], outFits[i]), 12);
        }
    }

    [Fact]
    public void Two_augmentations_average_their_log_densities_as_in_TF_Privacy() =>
        Assert.Equal(2.57023108, -(Lira.LogDensity(1, NormalFit.Of([-1, 1])) + Lira.LogDensity(0, NormalFit.Of([0, 20]))) / 2, 8);

    [Theory]
    [InlineData(.72747516, .98185009)]
    [InlineData(.24472847, -1.12692802)]
    [InlineData(.85, 1.73460106)]
    [InlineData(.4, -.40546511)]
    public void The_log_odds_of_TF_Privacy_are_reproduced(double probability, double expected) =>
        Assert.Equal(expected, Lira.LogOdds(Math.Log(probability)), 6);

    [Fact]
    public void Log_odds_do_not_round_a_near_certain_token_to_infinity()
    {
        Assert.Equal(Math.Log(1e20), Lira.LogOdds(-1e-20), 9);
        Assert.Equal(-800, Lira.LogOdds(-800), 9);
    }

    [Fact]
    public void Offline_is_the_one_sided_tail()
    {
        // Mean 0, deviation 1: Pr[Z ≥ 1.96] = .025.
        Assert.Equal(-Math.Log(.025), Lira.Offline(1.959963984540054, [-1, 1]), 9);
        Assert.Equal(Math.Log(2), Lira.Offline(5, [4, 6]), 12);
    }

    [Property]
    public Property Offline_rises_with_the_score_and_online_does_so_for_shared_deviations() => Prop.ForAll(Cases.ToArbitrary(), x =>
    {
        Assert.True(Lira.Offline(x.Score + 1, x.Out) >= Lira.Offline(x.Score, x.Out));
        Assert.True(Lira.Offline(x.Score, x.Out) >= 0);
        var (low, high) = (NormalFit.Of(x.Out), NormalFit.Of(x.In));
        (low, high) = (low with { Deviation = 2, Mean = Math.Min(low.Mean, high.Mean) }, new NormalFit(Math.Max(low.Mean, high.Mean) + .1, 2));
        Assert.True(Lira.Online(x.Score + 1, high, low) > Lira.Online(x.Score, high, low));
    });

    [Property]
    public Property Neither_depends_on_the_unit_of_the_scores() => Prop.ForAll(Cases.ToArbitrary(), x =>
    {
        static double Scale(double score) => (4 * score) + 16;
        double[] inScores = [.. x.In.Select(Scale)], outScores = [.. x.Out.Select(Scale)];
        AssertClose(Lira.Online(x.Score, x.In, x.Out), Lira.Online(Scale(x.Score), inScores, outScores));
        AssertClose(Lira.Offline(x.Score, x.Out), Lira.Offline(Scale(x.Score), outScores));
        AssertClose(ZScore.Of(x.Score, x.Out), ZScore.Of(Scale(x.Score), outScores));
    });

    [Property]
    public Property Swapping_in_and_out_turns_the_sign() => Prop.ForAll(Cases.ToArbitrary(), x =>
        AssertClose(Lira.Online(x.Score, x.In, x.Out), -Lira.Online(x.Score, x.Out, x.In)));

    [Property]
    public Property Offline_orders_documents_as_the_z_score_does() => Prop.ForAll(Cases.Two().ToArbitrary(), pair =>
    {
        var (a, b) = (ZScore.Of(pair.Item1.Score, pair.Item1.Out), ZScore.Of(pair.Item2.Score, pair.Item2.Out));
        Assert.True(a < b || Lira.Offline(pair.Item1.Score, pair.Item1.Out) >= Lira.Offline(pair.Item2.Score, pair.Item2.Out));
    });

    [Fact]
    public void A_single_reference_still_gives_a_finite_order()
    {
        Assert.True(Lira.Offline(2, [1.0]) > Lira.Offline(1.5, [1.0]));
        Assert.True(double.IsFinite(Lira.Offline(2, [1.0])) && double.IsFinite(Lira.Online(2, [1.0], [0.0])));
    }

    [Fact]
    public void Nothing_is_fitted_to_nothing()
    {
        Assert.Throws<ArgumentException>(() => Lira.Offline(1, []));
        Assert.Throws<ArgumentException>(() => NormalFit.OfAll([[], []]));
    }

    private static void AssertClose(double expected, double actual) => Assert.Equal(expected, actual, 1e-9 * Math.Max(1, Math.Abs(expected)));
}
