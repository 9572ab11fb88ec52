using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Core.Tests.Scoring;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Decoding;

public sealed class DecodingDistributionTests
{
    private static readonly Gen<DecodingScheme> s_schemes =
        from temperature in Gen.Elements(0, 0.25, 0.5, 1, 2)
        from k in Gen.Elements<int?>(null, 1, 2, 5, 40, 1000)
        // No sum of weights that are powers of two or equal meets these by chance.
        from p in Gen.Elements(0.0137, 0.1371, 0.5113, 0.9017, 0.9531, 1)
        select new DecodingScheme { Temperature = temperature, TopK = k, TopP = p };

    // Three tokens with a logit of 0 each, one far below, one impossible.
    private static readonly float[] s_tied = [-2, 0, 0, float.NegativeInfinity, 0];

    [Property(MaxTest = 3000)]
    public Property Every_token_has_the_probability_of_the_plain_definition() =>
        Prop.ForAll(LogitRows.Any.ToArbitrary(), s_schemes.ToArbitrary(), (row, scheme) =>
        {
            var expected = NaiveDistribution.Of(row.Logits, scheme);
            var actual = new DecodingDistribution(scheme);
            actual.Set(row.Logits);
            for (var v = 0; v < row.Logits.Length; v++)
            {
                Assert.Equal(expected[v], Math.Exp(actual.LogProb(v)), 1e-12);
            }

            Assert.Equal(1, actual.Tokens.ToArray().Sum(token => Math.Exp(actual.LogProb(token))), 1e-12);
            Assert.Subset(actual.Tokens.ToArray().ToHashSet(), Enumerable.Range(0, row.Logits.Length).Where(v => expected[v] > 0).ToHashSet());
        });

    [Property]
    public Property One_instance_says_the_same_of_a_row_whatever_it_saw_before() =>
        Prop.ForAll(LogitRows.Any.ToArbitrary(), LogitRows.Any.ToArbitrary(), s_schemes.ToArbitrary(), (before, row, scheme) =>
        {
            var (used, fresh) = (new DecodingDistribution(scheme), new DecodingDistribution(scheme));
            used.Set(before.Logits);
            used.Set(row.Logits);
            fresh.Set(row.Logits);
            return used.Tokens.SequenceEqual(fresh.Tokens) && used.LogProb(row.Token).Equals(fresh.LogProb(row.Token));
        });

    [Property]
    public Property The_full_distribution_is_that_of_the_reduction_of_logits() =>
        Prop.ForAll(LogitRows.Exact.ToArbitrary(), row =>
        {
            var full = LogitReduction.Reduce(row.Logits, row.Token);
            var distribution = new DecodingDistribution(DecodingScheme.Full);
            distribution.Set(row.Logits);
            var described = distribution.Describe(row.Token, full);
            Assert.Equal(full.LogProb, described.LogProb, 1e-12);
            Assert.Equal(full.Top1LogProb, described.Top1LogProb, 1e-12);
            Assert.Equal(full.Entropy, described.Entropy, 1e-10);
            Assert.Equal(full.Variance, described.Variance, 1e-9);
        });

    [Fact]
    public void Greedy_gives_the_smallest_of_the_likeliest_ids_everything()
    {
        var greedy = Of(DecodingScheme.Greedy);
        Assert.Equal([1], greedy.Tokens.ToArray());
        Assert.Equal([double.NegativeInfinity, 0, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity], Enumerable.Range(0, 5).Select(greedy.LogProb));
    }

    [Theory]
    [InlineData(2, 1.0, new[] { 1, 2 })]
    [InlineData(10, 1.0, new[] { 1, 2, 4, 0 })]
    [InlineData(null, 0.6, new[] { 1, 2 })]
    [InlineData(null, 0.01, new[] { 1 })]
    [InlineData(2, 0.6, new[] { 1, 2 })]
    [InlineData(2, 0.4, new[] { 1 })]
    public void On_ties_at_the_border_the_smaller_ids_stay(int? k, double p, int[] kept)
    {
        var distribution = Of(new DecodingScheme { TopK = k, TopP = p });
        Assert.Equal(kept, distribution.Tokens.ToArray());
        Assert.Equal(double.NegativeInfinity, distribution.LogProb(3));
    }

    [Fact]
    public void Statistics_are_over_the_tokens_that_are_kept()
    {
        var described = Of(new DecodingScheme { TopK = 3 }).Describe(2, LogitReduction.Reduce(s_tied, 2));
        Assert.Equal((1, 1), (described.Rank, described.Top1));
        Assert.Equal([-Math.Log(3), -Math.Log(3), Math.Log(3), 0], new[] { described.LogProb, described.Top1LogProb, described.Entropy, described.Variance }, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Broken_logits_are_refused(float broken) =>
        Assert.Throws<ArithmeticException>(() => new DecodingDistribution(new DecodingScheme { TopK = 1 }).Set([5, broken, 1]));

    [Fact]
    public void A_row_in_which_nothing_is_possible_is_refused() =>
        Assert.Throws<ArithmeticException>(() => new DecodingDistribution(DecodingScheme.Full).Set([float.NegativeInfinity, float.NegativeInfinity]));

    private static DecodingDistribution Of(DecodingScheme scheme)
    {
        var distribution = new DecodingDistribution(scheme);
        distribution.Set(s_tied);
        return distribution;
    }
}
