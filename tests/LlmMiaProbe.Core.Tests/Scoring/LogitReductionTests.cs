using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Scoring;

public sealed class LogitReductionTests
{
    [Property(MaxTest = 2000)]
    public Property The_vectorised_sweep_equals_the_textbook_definitions() =>
        Prop.ForAll(LogitRows.Any.ToArbitrary(), row =>
        {
            var actual = LogitReduction.Reduce(row.Logits, row.Token);
            var expected = NaiveReduction.Reduce(row.Logits, row.Token);
            var scale = row.Logits.Where(float.IsFinite).Max(z => Math.Abs((double)z));
            Assert.Equal((expected.Rank, expected.Top1), (actual.Rank, actual.Top1));
            AssertClose(expected.LogProb, actual.LogProb, scale);
            AssertClose(expected.Top1LogProb, actual.Top1LogProb, scale);
            AssertClose(expected.Entropy, actual.Entropy, scale);
            AssertClose(expected.Variance, actual.Variance, scale * scale);
        });

    [Property]
    public Property Adding_a_constant_to_all_logits_changes_no_bit() =>
        Prop.ForAll(LogitRows.Exact.ToArbitrary(), Gen.Choose(-1000, 1000).ToArbitrary(), (row, shift) =>
            LogitReduction.Reduce(Array.ConvertAll(row.Logits, z => z + shift), row.Token) == LogitReduction.Reduce(row.Logits, row.Token))
            ;

    [Property]
    public Property The_order_of_the_vocabulary_does_not_matter() =>
        Prop.ForAll(LogitRows.Exact.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (row, seed) =>
        {
            var order = Enumerable.Range(0, row.Logits.Length).ToArray();
            new Random(seed).Shuffle(order);
            var permuted = LogitReduction.Reduce(Array.ConvertAll(order, v => row.Logits[v]), Array.IndexOf(order, row.Token));
            var plain = LogitReduction.Reduce(row.Logits, row.Token);
            Assert.Equal(plain.Rank, permuted.Rank);
            Assert.Equal(row.Logits[plain.Top1], row.Logits[order[permuted.Top1]]);
            AssertRelative(plain.LogProb, permuted.LogProb, 1e-12);
            AssertRelative(plain.Top1LogProb, permuted.Top1LogProb, 1e-12);
            AssertRelative(plain.Entropy, permuted.Entropy, 1e-12);
            AssertRelative(plain.Variance, permuted.Variance, 1e-12);
        });

    // TF Privacy's advanced_mia_test and data_structures_test.
    [Theory]
    [InlineData(new[] { 1f, 2, -3 }, 1, .31817543)]
    [InlineData(new[] { -1f, 1, 0 }, 2, 1.40760596)]
    [InlineData(new[] { -.3f, 1.5f, .2f }, 1, .36313551)]
    [InlineData(new[] { 2f, 3, .5f }, 0, 1.37153903)]
    public void Cross_entropies_of_TF_Privacy_are_reproduced(float[] logits, int label, double expected) =>
        Assert.Equal(expected, -LogitReduction.Reduce(logits, label).LogProb, 6);

    // Its hinge, the logit of the label less the largest other one, is a difference of log-probabilities.
    [Theory]
    [InlineData(new[] { 1f, 2, -3 }, 1, 0, 1)]
    [InlineData(new[] { -1f, 1, 0 }, 2, 1, -1)]
    public void The_hinge_of_TF_Privacy_is_a_difference_of_log_probabilities(float[] logits, int label, int rival, double expected) =>
        Assert.Equal(expected, LogitReduction.Reduce(logits, label).LogProb - LogitReduction.Reduce(logits, rival).LogProb, 6);

    [Theory]
    [InlineData(0, -0.40760596, 1)]
    [InlineData(1, -1.40760596, 2)]
    [InlineData(2, -2.40760596, 3)]
    public void Three_logits_in_steps_of_one_have_the_known_statistics(int token, double logProb, int rank)
    {
        var statistics = LogitReduction.Reduce([2, 1, 0], token);
        Assert.Equal(logProb, statistics.LogProb, 8);
        Assert.Equal(rank, statistics.Rank);
        Assert.Equal(0, statistics.Top1);
        Assert.Equal(-0.40760596, statistics.Top1LogProb, 8);
        Assert.Equal(0.83239558, statistics.Entropy, 8);
        Assert.Equal(0.65146339, Math.Sqrt(statistics.Variance), 8);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(151_936)]
    public void A_uniform_distribution_has_entropy_log_V_and_no_variance(int vocabulary)
    {
        var logits = new float[vocabulary];
        Array.Fill(logits, -7.25f);
        var statistics = LogitReduction.Reduce(logits, vocabulary - 1);
        AssertRelative(Math.Log(vocabulary), statistics.Entropy, 1e-12);
        AssertRelative(-Math.Log(vocabulary), statistics.LogProb, 1e-12);
        Assert.Equal(0, statistics.Variance);
        Assert.Equal((1, 0), (statistics.Rank, statistics.Top1));
    }

    [Fact]
    public void A_vocabulary_of_one_token_is_certain() =>
        Assert.Equal(new LogitStatistics(0, 1, 0, 0, 0, 0), LogitReduction.Reduce([123.5f], 0));

    [Fact]
    public void Ties_share_a_rank_and_the_smallest_id_is_the_most_likely()
    {
        var logits = new float[40];
        (logits[7], logits[20], logits[39]) = (3, 3, 3);
        var last = LogitReduction.Reduce(logits, 39);
        Assert.Equal((1, 7), (last.Rank, last.Top1));
        Assert.Equal(last.Top1LogProb, last.LogProb);
        Assert.Equal(4, LogitReduction.Reduce(logits, 0).Rank);
    }

    [Fact]
    public void A_banned_token_has_probability_zero_and_comes_last()
    {
        var logits = new float[33];
        Array.Fill(logits, float.NegativeInfinity);
        (logits[4], logits[30]) = (1, 1);
        var statistics = LogitReduction.Reduce(logits, 32);
        Assert.Equal(double.NegativeInfinity, statistics.LogProb);
        Assert.Equal(3, statistics.Rank);
        AssertRelative(Math.Log(2), statistics.Entropy, 1e-14);
        Assert.Equal(0, statistics.Variance);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_logit_that_is_no_number_is_refused_wherever_it_stands(float broken)
    {
        for (var size = 1; size <= 50; size++)
        {
            for (var at = 0; at < size; at++)
            {
                var logits = new float[size];
                logits[at] = broken;
                Assert.Throws<ArithmeticException>(() => LogitReduction.Reduce(logits, 0));
                Assert.Throws<ArithmeticException>(() => LogitReduction.Reduce(logits, size - 1));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(35)]
    public void A_row_of_nothing_but_minus_infinity_is_refused(int size)
    {
        var logits = new float[size];
        Array.Fill(logits, float.NegativeInfinity);
        Assert.Throws<ArithmeticException>(() => LogitReduction.Reduce(logits, 0));
    }

    // One logit of 0 and n of -a: with T = n e^-a, entropy is log(1 + T) + a T / (1 + T) and variance a² T / (1 + T)².
    [Theory]
    [InlineData(1, 20)]
    [InlineData(1, 40)]
    [InlineData(15, 40)]
    [InlineData(16, 100)]
    [InlineData(99, 300)]
    [InlineData(299, 600)]
    public void A_nearly_certain_prediction_keeps_its_relative_precision(int others, double distance)
    {
        foreach (var certain in new[] { 0, others / 2, others })
        {
            var logits = new float[others + 1];
            Array.Fill(logits, (float)-distance);
            logits[certain] = 0;
            var tail = others * Math.Exp(-distance);
            var log = tail - (tail * tail / 2) + (tail * tail * tail / 3);
            var statistics = LogitReduction.Reduce(logits, certain);
            AssertRelative(-log, statistics.LogProb, 1e-12);
            AssertRelative(-log, statistics.Top1LogProb, 1e-12);
            AssertRelative(log + (distance * tail / (1 + tail)), statistics.Entropy, 1e-12);
            AssertRelative(distance * distance * tail / ((1 + tail) * (1 + tail)), statistics.Variance, 1e-12);
        }
    }

    private static void AssertClose(double expected, double actual, double scale)
    {
        if (double.IsFinite(expected))
        {
            Assert.InRange(actual - expected, -1e-12 * (1 + scale), 1e-12 * (1 + scale));
        }
        else
        {
            Assert.Equal(expected, actual);
        }
    }

    private static void AssertRelative(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), $"{actual:R} is not {expected:R} to {tolerance:R}");
}
