using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Core.Tests.Golden;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Extraction;

public sealed class WindowMeasuresTests
{
    [Theory]
    [InlineData("1111", true, 1, 1)]
    [InlineData("0111", false, .75, .75)]
    [InlineData("1011", false, .75, .5)]
    [InlineData("1110", false, .75, 0)]
    [InlineData("0000", false, 0, 0)]
    [InlineData("1", true, 1, 1)]
    [InlineData("0", false, 0, 0)]
    public void Argmax_measures_follow_their_definitions(string likeliest, bool greedy, double exact, double strength)
    {
        var measures = WindowMeasures.Of(Suffix([.. likeliest.Select(c => c == '1')]));
        Assert.Equal((greedy, exact, strength), (measures.IsGreedy, measures.ExactMemorization, measures.ExtractionStrength));
    }

    [Property]
    public Property Extraction_strength_is_what_trying_every_k_finds() =>
        Prop.ForAll(Gen.NonEmptyListOf(Gen.Elements(true, false)).ToArbitrary(), likeliest =>
        {
            var n = likeliest.Count;
            var k = Enumerable.Range(0, n + 1).First(from => likeliest.Skip(from).All(is1 => is1));
            Assert.Equal(1 - ((double)k / n), WindowMeasures.Of(Suffix([.. likeliest])).ExtractionStrength, 1e-12);
        });

    /// <summary>The golden log-probabilities were computed by an implementation that shares no code with this one.</summary>
    [Fact]
    public void Log_pz_is_the_sum_of_the_golden_log_probabilities_and_never_above_the_rank_bound()
    {
        foreach (var document in GoldenNumbers.Documents)
        {
            var (scores, measures) = (document.TargetScores, WindowMeasures.Of(document.TargetScores));
            Assert.Equal(document.Target.LogProb.Aggregate(1m, (product, lp) => product * (decimal)Math.Exp(lp / 64.0)), (decimal)Math.Exp(measures.LogPz / 64), 9);
            Assert.True(measures.LogPz <= -measures.RankBits * Math.Log(2));
            Assert.Equal(scores.Rank.Count(rank => rank == 1), (int)Math.Round(measures.ExactMemorization * scores.Count));
        }
    }

    [Property]
    public Property The_rank_bound_holds_for_every_distribution_that_follows_the_order()
    {
        var rows = Gen.ListOf(Gen.Choose(0, 1000)).Where(row => row.Count > 0 && row.Sum() > 0);
        return Prop.ForAll(rows.ToArbitrary(), weights =>
        {
            var row = weights.OrderDescending().ToList();
            var total = row.Sum();
            for (var i = 0; i < row.Count; i++)
            {
                var rank = 1 + row.Count(weight => weight > row[i]);
                Assert.True((double)row[i] / total <= 1.0 / rank);
            }
        });
    }

    [Fact]
    public void Rank_bits_add_up_and_one_impossible_token_makes_the_suffix_impossible()
    {
        var suffix = new TokenScores([5, 6, 7], [-1, float.NegativeInfinity, -2], [1, 8, 4], [5, 0, 0], [-1, -1, -1], [0, 0, 0], [0, 0, 0], null);
        var measures = WindowMeasures.Of(suffix);
        Assert.Equal(5, measures.RankBits);
        Assert.Equal(double.NegativeInfinity, measures.LogPz);
    }

    [Fact]
    public void Log_pz_does_not_underflow()
    {
        var suffix = new TokenScores([.. Enumerable.Repeat(1, 50)], [.. Enumerable.Repeat(-40f, 50)], [.. Enumerable.Repeat(2, 50)], new int[50], new float[50], new float[50], new float[50], null);
        Assert.Equal(-2000, WindowMeasures.Of(suffix).LogPz);
    }

    /// <summary>Of each token only the k likeliest of a distribution are shown, or nothing at all.</summary>
    [Property]
    public Property Whatever_is_hidden_every_measure_lies_between_its_ends()
    {
        var token = from weights in Gen.Choose(1, 1000).ListOf(6)
                    from own in Gen.Choose(0, 5)
                    from shown in Gen.Choose(0, 6)
                    select (weights, own, shown);
        return Prop.ForAll(Gen.NonEmptyListOf(token).ToArbitrary(), tokens =>
        {
            var exact = TokenScores.OfLogProbs([.. tokens.Select(t => t.own)], [.. tokens.Select(t => LogProb(t.weights, t.own))], null, [.. tokens.Select(t => RankOf(t.weights, t.own))]);
            var bounded = TokenScores.OfBounds(
                exact.Tokens,
                [.. tokens.Select(t => RankOf(t.weights, t.own) <= t.shown ? LogProb(t.weights, t.own) : float.NegativeInfinity)],
                [.. tokens.Select(t => RankOf(t.weights, t.own) <= t.shown ? LogProb(t.weights, t.own) : t.shown == 0 ? 0 : t.weights.OrderDescending().Take(t.shown).Select((_, i) => LogProb([.. t.weights.OrderDescending()], i)).Min())],
                [.. tokens.Select(t => t.shown == 0 ? 0 : Math.Min(RankOf(t.weights, t.own), t.shown + 1))]);
            var (least, value, most) = (WindowMeasures.Of(bounded), WindowMeasures.Of(exact), WindowMeasures.AtMost(bounded));
            Assert.Equal(value, WindowMeasures.AtMost(exact));
            Assert.Equal((true, false), (WindowMeasures.AreExact(exact), WindowMeasures.AreExact(bounded)));
            Assert.True(least.LogPz <= value.LogPz && value.LogPz <= most.LogPz);
            Assert.True((!least.IsGreedy || value.IsGreedy) && (!value.IsGreedy || most.IsGreedy));
            Assert.InRange(value.ExactMemorization, least.ExactMemorization, most.ExactMemorization);
            Assert.InRange(value.ExtractionStrength, least.ExtractionStrength, most.ExtractionStrength);
            Assert.True(least.RankBits <= value.RankBits + 1e-9);
        });
    }

    [Fact]
    public void Without_ranks_only_more_than_a_half_is_known_to_be_the_likeliest()
    {
        var suffix = TokenScores.OfLogProbs([1, 2], [(float)Math.Log(.51), (float)Math.Log(.49)], null);
        Assert.Equal((.5, 1.0, false), (WindowMeasures.Of(suffix).ExactMemorization, WindowMeasures.AtMost(suffix).ExactMemorization, WindowMeasures.AreExact(suffix)));
        Assert.Equal((false, true, 0.0), (WindowMeasures.Of(suffix).IsGreedy, WindowMeasures.AtMost(suffix).IsGreedy, WindowMeasures.Of(suffix).RankBits));
    }

    private static float LogProb(List<int> weights, int token) => (float)Math.Log((double)weights[token] / weights.Sum());

    private static int RankOf(List<int> weights, int token) => 1 + weights.Count(weight => weight > weights[token]);

    private static TokenScores Suffix(bool[] likeliest) => new(
        [.. likeliest.Select((_, t) => t + 1)],
        new float[likeliest.Length],
        [.. likeliest.Select(is1 => is1 ? 1 : 2)],
        [.. likeliest.Select((is1, t) => is1 ? t + 1 : 0)],
        new float[likeliest.Length],
        new float[likeliest.Length],
        new float[likeliest.Length],
        null);
}
