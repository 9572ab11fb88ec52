using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Extraction.Canaries;

namespace LlmMiaProbe.Core.Tests.Extraction.Canaries;

public sealed class RankExposureTests
{
    private static readonly double[] References = [.. Enumerable.Range(1, 16).Select(perplexity => (double)perplexity)];

    /// <summary>The vectors of TensorFlow Privacy's own test: exposures 4, 4, 4 - log2 17 and 2.</summary>
    [Theory]
    [InlineData(0, 4)]
    [InlineData(.1, 4)]
    [InlineData(20, -0.08746284125033942)]
    [InlineData(3.5, 2)]
    public void Exposures_of_tensorflow_privacy(double perplexity, double exposure) =>
        Assert.Equal(exposure, RankExposure.Of(perplexity, References).Exposure, 12);

    [Fact]
    public void A_tie_puts_the_reference_first()
    {
        Assert.Equal(2, RankExposure.Of(1, References).Rank);
        Assert.Equal(17, RankExposure.Of(16, References).Rank);
    }

    [Theory]
    [InlineData(99, 6.6)]
    [InlineData(1_000, 10)]
    [InlineData(10_000, 13.3)]
    [InlineData(100_000, 16.6)]
    public void The_number_of_references_caps_the_exposure(int references, double cap)
    {
        var best = new RankExposure(1, references);

        Assert.True(best.IsCapped);
        Assert.Equal(cap, best.Exposure, 1);
        Assert.False(new RankExposure(2, references).IsCapped);
    }

    [Property]
    public Property The_p_value_is_the_share_of_all_that_rank_as_high()
    {
        var cases = from values in Gen.Choose(0, 9).NonEmptyListOf() from own in Gen.Choose(0, 9) select (values: values.Select(v => (double)v).ToList(), own: (double)own);
        return Prop.ForAll(cases.ToArbitrary(), x =>
            Assert.Equal(x.values.Append(x.own).Count(value => value <= x.own) / (x.values.Count + 1.0), RankExposure.Of(x.own, x.values).PValue, 12));
    }

    [Fact]
    public void The_lowest_of_99_references_has_a_p_value_of_one_in_a_hundred() => Assert.Equal(.01, new RankExposure(1, 99).PValue, 12);

    [Fact]
    public void Without_references_there_is_no_rank() => Assert.Throws<ArgumentOutOfRangeException>(() => RankExposure.Of(1, []));

    [Fact]
    public void Canaries_of_equal_repetitions_are_one_point_of_the_curve()
    {
        CanaryScore Score(int repetitions, int rank, double? extrapolated) =>
            new(new Canary($"{repetitions}-{rank}", repetitions, "", "1", ""), -1, new RankExposure(rank, 16), new ExtrapolatedExposure(extrapolated, null, null), null);
        var failed = new CanaryScore(new Canary("x", 8, "", "1", ""), null, null, null, "why");

        Assert.Equal(
            [new RepetitionExposure(0, 2, 1, 0, 2, 0, 2), new RepetitionExposure(4, 2, 3.5, 3, 4, 1, null)],
            RepetitionExposure.Of([Score(4, 1, 9), Score(0, 16, 1), Score(4, 2, null), failed, Score(0, 4, 3)]));
    }
}
