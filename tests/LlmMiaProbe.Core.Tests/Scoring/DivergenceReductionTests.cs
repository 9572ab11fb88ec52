using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Scoring;

public sealed class DivergenceReductionTests
{
    private static readonly Gen<(float[] P, float[] Q)> s_pairs =
        from size in LogitRows.VocabularySize
        from logit in Gen.Elements(Gen.Choose(-25_000, 25_000).Select(n => n / 1000f), Gen.Choose(-3, 3).Select(n => (float)n), Gen.Choose(-1000, 1000).Select(n => n * 10f))
        from p in Gen.ArrayOf(logit, size)
        from q in Gen.ArrayOf(logit, size)
        select (p, q);

    [Property(MaxTest = 1000)]
    public Property The_vectorised_sweep_equals_the_textbook_definition() =>
        Prop.ForAll(s_pairs.ToArbitrary(), x =>
        {
            var (p, q) = (LogSoftmax(x.P), LogSoftmax(x.Q));
            var expected = p.Zip(q).Where(v => Math.Exp(v.First) > 0).Sum(v => Math.Exp(v.First) * (v.First - v.Second));
            var scale = x.P.Concat(x.Q).Max(z => Math.Abs((double)z));
            Assert.Equal(expected, DivergenceReduction.Reduce(x.P, x.Q), 1e-12 * Math.Max(1, scale));
        });

    [Property]
    public Property It_is_never_negative_and_nothing_from_itself_whatever_constant_is_added() =>
        Prop.ForAll(s_pairs.ToArbitrary(), x =>
        {
            Assert.True(DivergenceReduction.Reduce(x.P, x.Q) >= 0);
            Assert.Equal(0, DivergenceReduction.Reduce(x.P, Array.ConvertAll(x.P, z => z + 64)), 1e-3);
            Assert.Equal(0, DivergenceReduction.Reduce(x.P, x.P), 1e-12);
        });

    [Fact]
    public void Two_outcomes_have_the_known_divergence() =>
        Assert.Equal((.75 * Math.Log(.75 / .5)) + (.25 * Math.Log(.25 / .5)), DivergenceReduction.Reduce([(float)Math.Log(3), 0], [1, 1]), 1e-7);

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public void What_only_p_rules_out_does_not_count_and_what_only_q_rules_out_is_infinite(int size)
    {
        var open = new float[size];
        var closed = new float[size];
        closed[1] = float.NegativeInfinity;
        Assert.Equal(Math.Log((double)size / (size - 1)), DivergenceReduction.Reduce(closed, open), 1e-12);
        Assert.Equal(double.PositiveInfinity, DivergenceReduction.Reduce(open, closed));
        Assert.Equal(0, DivergenceReduction.Reduce(closed, closed), 1e-12);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Logits_that_are_no_numbers_are_refused(float broken)
    {
        foreach (var size in new[] { 3, 40 })
        {
            var good = new float[size];
            var bad = new float[size];
            bad[1] = broken;
            Assert.Throws<ArithmeticException>(() => DivergenceReduction.Reduce(good, bad));
            Assert.Throws<ArithmeticException>(() => DivergenceReduction.Reduce(bad, good));
        }

        Assert.Throws<ArithmeticException>(() => DivergenceReduction.Reduce([0], [float.NegativeInfinity]));
        Assert.Throws<ArgumentException>(() => DivergenceReduction.Reduce([0], [0, 0]));
    }

    private static double[] LogSoftmax(float[] logits)
    {
        var max = logits.Max(z => (double)z);
        // The largest logit is taken off first, which is exact; added to the logarithm it would take that one's last bits.
        var logSum = Math.Log(logits.Sum(z => Math.Exp(z - max)));
        return Array.ConvertAll(logits, z => z - max - logSum);
    }
}
