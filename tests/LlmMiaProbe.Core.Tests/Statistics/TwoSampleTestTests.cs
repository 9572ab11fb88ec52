using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class TwoSampleTestTests
{
    [Property(MaxTest = 40)]
    public Property The_p_value_is_the_share_of_all_arrangements()
    {
        var cases = from n in Gen.Choose(4, 9) from scores in Gen.Choose(0, 6).ArrayOf(n) from first in Gen.Choose(1, n - 1) select (scores, first);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var labelled = x.scores.Select((score, i) => new LabelledScore(score, i < x.first)).ToList();
            var exact = ShareAtOrAbove(x.scores, x.first);
            Assert.Equal(exact, TwoSampleTest.Run(labelled, 5, 1).PValue, (5 * Math.Sqrt(exact * (1 - exact) / TwoSampleTest.Permutations)) + 2e-4);
        });
    }

    [Fact]
    public void Three_above_three_is_one_of_twenty()
    {
        var result = TwoSampleTest.Run(Labelled.From([4.0, 5, 6], [1.0, 2, 3]), 20, 1);
        Assert.Equal(.05, result.PValue, .01);
        Assert.Equal(.05, result.SmallestPValue, 9);
        Assert.Equal((3, 3, 0, 1.0), (result.First, result.Second, result.Groups, result.CliffsDelta.Value));
        Assert.Equal(1, TwoSampleTest.Run(Labelled.From([1.0, 2, 3], [4.0, 5, 6]), 20, 1).PValue);
    }

    [Fact]
    public void Effect_sizes_have_their_textbook_values()
    {
        // Of nine pairs eight are won and one is tied.
        Assert.Equal((8 + .5 - .5) / 9, TwoSampleTest.Run(Labelled.From([3.0, 4, 5], [1.0, 2, 3]), 200, 1).CliffsDelta.Value, 12);

        // The means are 2 apart, and both variances are 60 / 9.
        double[] scale = [1.0, 2, 3, 4, 5, 6, 7, 8, 9];
        Assert.Equal(2 / Math.Sqrt(60.0 / 8), TwoSampleTest.Run(Labelled.From(scale.Select(x => x + 2), scale), 200, 1).CohensD?.Value ?? 0, 12);
        Assert.Null(TwoSampleTest.Run(Labelled.From(Enumerable.Repeat(1.0, 9), Enumerable.Repeat(1.0, 9)), 20, 1).CohensD);
    }

    [Fact]
    public void Cohens_d_is_not_given_for_few_documents_nor_where_one_score_decides_it()
    {
        double[] seven = [1.0, 2, 3, 4, 5, 6, 7];
        double[] eight = [.. seven, 8];
        Assert.Null(TwoSampleTest.Run(Labelled.From(seven, eight), 100, 1).CohensD);
        Assert.NotNull(TwoSampleTest.Run(Labelled.From(eight, eight), 100, 1).CohensD);
        Assert.Null(TwoSampleTest.Run(Labelled.From(eight, [.. seven, 1e30]), 100, 1).CohensD);
    }

    [Theory]
    [InlineData(101, true)]
    [InlineData(102, false)]
    [InlineData(-100, true)]
    [InlineData(-101, false)]
    public void Cohens_d_bears_a_score_that_lies_a_hundred_widths_away_and_no_further(double score, bool isGiven)
    {
        // The middle half is from 0 to 1; the median is 1 beside a high score and 0 beside a low one.
        double[] scores = score > 0 ? [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, score] : [score, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
        Assert.Equal(isGiven, EffectSize.CohensD([.. scores.Select((value, i) => new LabelledScore(value, i % 2 == 0))], 100, 1) is not null);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(1, 8)]
    public void No_p_value_is_smaller_than_the_smallest_that_can_be_reached(int first, int second)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var result = TwoSampleTest.Run(Labelled.From(Enumerable.Range(100, first).Select(x => (double)x), Enumerable.Range(0, second).Select(x => (double)x)), 10, seed);
            Assert.True(result.PValue >= result.SmallestPValue);
        }
    }

    [Fact]
    [Trait("Kind", "Simulation")]
    public void The_interval_of_d_covers_a_known_effect_as_often_as_it_says()
    {
        // Hedges and Olkin 1985: the deviation of d = 1 with 200 and 200 is √(1/100 + 1/800) = .106.
        var random = new Xoshiro256StarStar(4, threadSafe: false);
        var (covered, widths) = (0, 0.0);
        for (var repeat = 0; repeat < 60; repeat++)
        {
            var d = EffectSize.CohensD(Labelled.From(Sample(random, 200, 1), Sample(random, 200, 0)), 200, repeat) ?? new Estimate(0, 0, 0);
            covered += d.Low <= 1 && d.High >= 1 ? 1 : 0;
            widths += d.High - d.Low;
        }

        Assert.InRange(covered, 50, 60);
        Assert.Equal(2 * 1.96 * .106, widths / 60, .04);
    }

    [Fact]
    public void Whole_groups_are_permuted_together()
    {
        // A hundred documents, but three groups a side: never below one of twenty, whatever the documents seem to say.
        var scores = Enumerable.Range(0, 600).Select(i => new LabelledScore((i / 100) + (i % 100 / 200.0), i >= 300, $"g{i / 100}")).ToList();
        var result = TwoSampleTest.Run(scores, 5, 1);
        Assert.Equal(6, result.Groups);
        Assert.Equal(.05, result.SmallestPValue, 9);
        Assert.InRange(result.PValue, .04, .06);
        Assert.InRange(TwoSampleTest.Run([.. scores.Select(s => s with { Group = null })], 5, 1).PValue, 0, .0002);
    }

    [Fact]
    public void Groups_of_unequal_size_weigh_as_many_documents_as_they_have()
    {
        // Ranks: a 5 6 7, b 4, c 2 3, d 1. Differences of mean ranks for the first set ab, ac, ad: 3.5, 2.1, 1.75, the rest their
        // negatives. By sums of ranks ac would be ahead of ab.
        Assert.Equal(1 / 6.0, PValue("dccbaaa", "ab"), .02);
        Assert.Equal(2 / 6.0, PValue("dccbaaa", "ac"), .02);
        Assert.Equal(3 / 6.0, PValue("dccbaaa", "ad"), .02);
        Assert.Equal(4 / 6.0, PValue("dccbaaa", "bc"), .02);

        // Ranks: a 1 2 4, b 3, c 5, d 6. Differences for ab, ac, ad: -3, -1.5, -.75.
        Assert.Equal(3 / 6.0, PValue("aabacd", "bc"), .02);
        Assert.Equal(4 / 6.0, PValue("aabacd", "ad"), .02);

        static double PValue(string rising, string first) =>
            TwoSampleTest.Run([.. rising.Select((group, i) => new LabelledScore(i, first.Contains(group), $"{group}"))], 5, 1).PValue;
    }

    [Fact]
    public void The_smallest_p_value_counts_the_arrangements_of_all_strata()
    {
        // Two ways in each of two mixed groups, six of whole groups, three of lone documents.
        LabelledScore[] scores =
        [
            new(1, true, "m"), new(2, false, "m"), new(3, true, "n"), new(4, false, "n"),
            new(5, true, "a"), new(6, true, "b"), new(7, false, "c"), new(7, false, "c"), new(8, false, "d"),
            new(9, true), new(10, false), new(11, false),
        ];
        var result = TwoSampleTest.Run(scores, 5, 1);
        Assert.Equal(1 / 72.0, result.SmallestPValue, 1e-12);
        Assert.Equal((5, 7, 6), (result.First, result.Second, result.Groups));

        // No arrangement of any stratum puts the first set lower.
        Assert.Equal(1, result.PValue);
    }

    [Fact]
    public void Near_duplicates_of_one_set_count_once_by_their_mean()
    {
        LabelledScore[] once = [new(5, true), new(7, true), new(2, true), new(6, false), new(1, false), new(0, false)];
        LabelledScore[] copied =
        [
            new(4, true, "x", "x"), new(4.5, true, "x", "x"), new(6.5, true, "x", "x"),
            .. once[1..5], new(-1, false, "y", "y"), new(1, false, "y", "y"),
        ];
        var result = TwoSampleTest.Run(copied, 5, 1);
        Assert.Equal(TwoSampleTest.Run(once, 5, 1) with { HasCopies = true }, result);
        Assert.Equal(result, TwoSampleTest.Run([.. copied.Reverse()], 5, 1));
        Assert.False(TwoSampleTest.Run(once, 5, 1).HasCopies);
        Assert.False(TwoSampleTest.Run([.. once.Select((score, i) => score with { Copies = $"{i}" })], 5, 1).HasCopies);
    }

    [Fact]
    public void Near_duplicates_keep_a_declared_group_and_one_in_both_sets_stays_together()
    {
        LabelledScore[] rest = [new(7, true), new(2, true), new(6, false), new(1, false)];

        // Copies of one text in either set can only change places with each other: 2 ways, and 6 of the others.
        var mixed = TwoSampleTest.Run([new(9, true, "x", "x"), new(8, true, "x", "x"), new(3, false, "x", "x"), .. rest], 5, 1);
        Assert.Equal((3, 3, 1), (mixed.First, mixed.Second, mixed.Groups));
        Assert.Equal(1 / 12.0, mixed.SmallestPValue, 1e-12);

        // Of one set they are a document of the book, which changes places with the other book.
        var declared = TwoSampleTest.Run(
            [new(9, true, "book", "x"), new(8, true, "book", "x"), new(4, true, "book"), new(3, false, "other"), .. rest], 5, 1);
        Assert.Equal((4, 3, 2), (declared.First, declared.Second, declared.Groups));
        Assert.Equal(1 / 12.0, declared.SmallestPValue, 1e-12);
    }

    [Fact]
    public void Groups_with_both_sets_are_permuted_within()
    {
        // Groups differ by far more than the sets do, but in every group the first set is ahead.
        var scores = Enumerable.Range(0, 40).Select(i => new LabelledScore((i / 4 * 100) + (i % 4), i % 4 >= 2, $"g{i / 4}")).ToList();
        Assert.InRange(TwoSampleTest.Run(scores, 5, 1).PValue, 0, .0002);
        Assert.InRange(TwoSampleTest.Run([.. scores.Select(s => s with { Group = null })], 5, 1).PValue, .3, .6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [Trait("Kind", "Simulation")]
    public void Without_a_difference_a_twentieth_of_the_tests_falls_below_a_twentieth(int groupSize)
    {
        var random = new Xoshiro256StarStar(17, threadSafe: false);
        const int Trials = 300;
        var below = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var groups = Enumerable.Range(0, 20).SelectMany(g =>
            {
                var shared = groupSize == 1 ? 0 : Normal.Sample(random, 0, 2);
                return Enumerable.Range(0, groupSize).Select(_ => new LabelledScore(Normal.Sample(random, shared, 1), g < 10, groupSize == 1 ? null : $"g{g}")).ToList();
            });
            below += TwoSampleTest.Run([.. groups], 2, trial, permutations: 199).PValue <= .05 ? 1 : 0;
        }

        var interval = ClopperPearson.Of(below, Trials, .999);
        Assert.InRange(.05, interval.Low, interval.High);
    }

    [Property(MaxTest = 20)]
    public Property The_order_of_the_documents_does_not_matter() => Prop.ForAll(Labelled.Tied.ToArbitrary(), scores =>
        Assert.Equal(TwoSampleTest.Run(scores, 5, 3), TwoSampleTest.Run([.. scores.Reverse()], 5, 3)));

    [Fact]
    public void An_empty_set_is_refused() => Assert.Throws<ArgumentException>(() => TwoSampleTest.Run(Labelled.From([1.0, 2], []), 5, 1));

    private static double[] Sample(Random random, int count, double mean) => [.. Enumerable.Range(0, count).Select(_ => Normal.Sample(random, mean, 1))];

    private static double ShareAtOrAbove(int[] scores, int first)
    {
        var wins = Enumerable.Range(0, 1 << scores.Length).Where(mask => int.PopCount(mask) == first).Select(Wins).ToList();
        return (double)wins.Count(w => w >= Wins((1 << first) - 1)) / wins.Count;

        // Twice the Mann-Whitney statistic, in whole numbers.
        int Wins(int mask) => (from i in Enumerable.Range(0, scores.Length)
                               from j in Enumerable.Range(0, scores.Length)
                               where (mask >> i & 1) == 1 && (mask >> j & 1) == 0
                               select Math.Sign(scores[i] - scores[j]) + 1).Sum();
    }
}
