using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class BlindBaselineTests
{
    [Fact]
    [Trait("Kind", "Simulation")]
    public void Words_that_mean_nothing_are_told_apart_no_more_often_than_stated()
    {
        const int Trials = 200;
        var random = new Xoshiro256StarStar(3, threadSafe: false);
        List<BlindBaselineResult> results = [.. Enumerable.Range(0, Trials).Select(trial => BlindBaseline.Run(Noise(random, 60, _ => null, _ => random.NextDouble() < .5), trial))];

        // Three standard errors above .05 is .096, above .01 .031.
        var (below, toldApart) = (results.Count(r => r.PValue <= .05), results.Count(r => r.Separates));
        Assert.True(below <= .08 * Trials, $"{below} of {Trials} p-values are at most .05.");
        Assert.True(toldApart <= .03 * Trials, $"{toldApart} of {Trials} were told apart.");
        Assert.All(results, r => Assert.InRange(r.PValue ?? 0, 1.0 / (BlindBaseline.Relabellings + 1), 1));
    }

    [Fact]
    [Trait("Kind", "Simulation")]
    public void Groups_of_one_label_with_words_of_their_own_are_told_apart_no_more_often_than_stated()
    {
        // 8 groups a label, each with its own favourite words: documents of a group resemble each other, labels mean nothing.
        const int Trials = 100;
        var random = new Xoshiro256StarStar(4, threadSafe: false);
        List<BlindBaselineResult> results = [.. Enumerable.Range(0, Trials).Select(trial => BlindBaseline.Run(Noise(random, 96, i => $"g{i % 16}", i => i % 2 == 0, ownWords: 12), trial))];
        Assert.All(results, r => Assert.True(r.KeepsGroupsTogether));
        Assert.True(results.Count(r => r.PValue <= .05) <= .12 * Trials, $"{results.Count(r => r.PValue <= .05)} of {Trials} p-values are at most .05.");
    }

    [Fact]
    public void A_word_of_one_set_is_found_and_fewer_than_six_groups_a_label_cannot_be_judged()
    {
        var random = new Xoshiro256StarStar(5, threadSafe: false);
        BlindDocument[] planted = [.. Noise(random, 80, _ => null, i => i % 2 == 0).Select((d, i) => i % 4 == 0 ? d with { Features = [.. d.Features, 999], Counts = [.. d.Counts, 3] } : d)];
        Assert.Equal(1.0 / (BlindBaseline.Relabellings + 1), BlindBaseline.Run(planted, 1).PValue);
        var five = BlindBaseline.Run(planted.Select((d, i) => d with { Group = $"g{i % 10}" }), 1);
        Assert.Equal((null, 0, 5, 5, false), (five.PValue, five.Relabellings, five.FirstUnits, five.SecondUnits, five.Separates));
        Assert.NotNull(BlindBaseline.Run(planted.Select((d, i) => d with { Group = $"g{i % 12}" }), 1).PValue);
        Assert.NotNull(BlindBaseline.Run(planted.Select(d => d with { Group = "all" }), 1).PValue);
    }

    [Fact]
    public void The_order_of_the_documents_does_not_matter_and_too_few_are_refused()
    {
        var random = new Xoshiro256StarStar(6, threadSafe: false);
        var documents = Noise(random, 50, i => i % 3 == 0 ? null : $"g{i % 7}", i => i % 5 < 2).ToList();
        Assert.Equal(BlindBaseline.Run(documents, 9), BlindBaseline.Run(documents.AsEnumerable().Reverse(), 9));
        Assert.Throws<ArgumentException>(() => BlindBaseline.Run(documents.Take(20), 9));
    }

    [Fact]
    public void Held_out_scores_are_those_of_ridge_regressions_that_never_saw_them()
    {
        const int Documents = 23;
        const int Parts = 4;
        const double Penalty = .7;
        var random = new Xoshiro256StarStar(7, threadSafe: false);
        var features = Matrix<double>.Build.Dense(Documents, 6, (_, _) => random.NextDouble() - .5);
        bool[] isFirst = [.. Enumerable.Range(0, Documents).Select(i => i % 3 == 0)];
        int[] folds = [.. Enumerable.Range(0, Documents).Select(i => i * 7 % Parts)];
        var scores = new KernelRidge((features * features.Transpose()).ToRowArrays(), Penalty).HeldOut(isFirst, folds, Parts);
        for (var fold = 0; fold < Parts; fold++)
        {
            int[] fitted = [.. Enumerable.Range(0, Documents).Where(i => folds[i] != fold)];
            var x = Matrix<double>.Build.DenseOfRows(fitted.Select(i => features.Row(i)));
            var y = Vector<double>.Build.DenseOfEnumerable(fitted.Select(i => isFirst[i] ? 1.0 / fitted.Count(j => isFirst[j]) : -1.0 / fitted.Count(j => !isFirst[j])));
            var weights = ((x.Transpose() * x) + (Penalty * Matrix<double>.Build.DenseIdentity(6))).Solve(x.Transpose() * y);
            foreach (var i in Enumerable.Range(0, Documents).Where(i => folds[i] == fold))
            {
                Assert.Equal(features.Row(i) * weights, scores[i], 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(.9, 5, 6, .543762252, .98331798)]
    [InlineData(1, 4, 4, .582284046, 1)]
    [InlineData(0, 4, 4, 0, .417715954)]
    public void Without_a_spread_the_interval_is_Newcombes_fifth(double auc, int first, int second, double low, double high)
    {
        var interval = HeldOutAuc.Interval(auc, first, second, spread: null);
        Assert.Equal(low, interval.Low, 1e-7);
        Assert.Equal(high, interval.High, 1e-7);
    }

    [Fact]
    public void The_interval_leaves_out_one_half_where_the_AUC_lies_outside_of_the_spread_of_relabellings()
    {
        Assert.Equal(201.0 / 120_000, HeldOutAuc.NullVariance(100, 100), 1e-15);
        Assert.Equal(.5, HeldOutAuc.Interval(.5 + (1.959964 * .06), 100, 100, .06).Low, 1e-9);
        Assert.Equal(.5, HeldOutAuc.Interval(.5 - (1.959964 * .06), 100, 100, .06).High, 1e-9);
        Assert.Equal(HeldOutAuc.Interval(.6, 100, 100, null), HeldOutAuc.Interval(.6, 100, 100, .01));
    }

    private static List<BlindDocument> Noise(Xoshiro256StarStar random, int documents, Func<int, string?> group, Func<int, bool> isFirst, int ownWords = 0) =>
        [.. Enumerable.Range(0, documents).Select(i =>
        {
            int[] words =
            [
                .. Enumerable.Range(0, 300).Where(_ => random.NextDouble() < .1),
                .. Enumerable.Range(0, ownWords).Where(_ => random.NextDouble() < .7).Select(word => 1000 + (int)(StableHash.Of($"{group(i)} {word}") % 200)).Distinct().Order(),
            ];
            return new BlindDocument(StableHash.Mix((ulong)i), isFirst(i), group(i), words, [.. words.Select(_ => (byte)1)]) { Traits = [random.NextDouble(), i % 10] };
        })];
}
