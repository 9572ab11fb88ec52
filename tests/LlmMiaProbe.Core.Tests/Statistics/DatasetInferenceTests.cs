using LlmMiaProbe.Statistics;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class DatasetInferenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [Trait("Kind", "Simulation")]
    public void Without_a_difference_the_p_values_are_not_too_small(int groupSize)
    {
        // Of 120 trials 16 are too many for a rate of .05; a rate of .2 has that many in 98 of 100 runs.
        var (attacks, words, best) = NullSimulations.Inference(groupSize, trials: 120);
        Assert.All([attacks, words], share => Assert.InRange(share.Interval().Low, 0, .05));

        // The best of ten halves is no p-value: it does not hold its level.
        Assert.InRange(best.Value, .08, 1);
    }

    [Fact]
    public void A_shift_of_many_scores_is_found_and_beats_the_words()
    {
        var result = InferenceDraws.Run(new Xoshiro256StarStar(5, threadSafe: false), 200, 150, isSuspect => isSuspect ? .5 : 0, _ => 0, 1, 1);
        Assert.Equal((200, 150, DatasetInference.Splits), (result.Suspects, result.Validation, result.Splits));
        Assert.InRange(result.Attacks.PValue, 0, 1e-4);
        Assert.InRange(result.Attacks.LowestPValue, 0, result.Attacks.PValue / 2);
        Assert.InRange(result.Attacks.PValue / 2, result.Attacks.LowestPValue, result.Attacks.HighestPValue);

        // Four independent scores half a deviation apart: an AUC of Φ(√4 · .5 / √2) = .760 at best.
        Assert.InRange(result.Attacks.Auc.Value, .68, .80);
        Assert.InRange(result.Words?.PValue ?? 0, .05, 1);
        Assert.InRange(result.Gain?.Low ?? 0, .05, 1);
    }

    [Fact]
    public void A_shift_of_words_is_found_by_the_control()
    {
        var result = InferenceDraws.Run(new Xoshiro256StarStar(6, threadSafe: false), 100, 100, _ => 0, isSuspect => isSuspect ? 4 : 0, 1, 1);
        Assert.InRange(result.Words?.PValue ?? 1, 0, 1e-4);
        Assert.InRange(result.Attacks.PValue, .05, 1);
        Assert.InRange(result.Gain?.High ?? 0, -1, -.1);
    }

    [Fact]
    public void Suspects_that_score_lower_are_never_called_members_and_the_direction_is_told()
    {
        var result = InferenceDraws.Run(new Xoshiro256StarStar(7, threadSafe: false), 200, 200, isSuspect => isSuspect ? -.5 : 0, _ => 0, 1, 1);
        Assert.Equal((1, DatasetInference.Splits), (result.Attacks.PValue, result.HalvesWithoutDirection));
        Assert.InRange(result.Reverse?.PValue ?? 1, 0, 1e-4);
    }

    [Fact]
    public void A_shift_of_length_is_not_credited_to_the_model()
    {
        // Scores follow the length and nothing else; half a deviation, then so much that no document has its like.
        foreach (var (shift, isComparable) in new[] { (.5, true), (6.0, false) })
        {
            var random = new Xoshiro256StarStar(12, threadSafe: false);
            var (documents, scores) = InferenceDraws.Make(random, 150, 150, _ => 0, _ => 0, 1, 0);
            var texts = InferenceDraws.Texts(random, documents, shift);
            scores = [.. scores.Zip(texts, (row, text) => row.Select(value => (.5 * value) + (2 * Math.Log(text.Bytes))).ToArray())];
            var result = DatasetInference.Run(documents, texts, scores, 4);
            Assert.Equal(isComparable, result.IsComparable);
            Assert.InRange(result.Texts?.PValue ?? 1, 0, .05);
            Assert.True(!isComparable || result.Attacks.PValue > .05);
        }
    }

    [Fact]
    [Trait("Kind", "Simulation")]
    public void Documents_of_few_sources_prove_little()
    {
        // Six sources a side, each with its own mean and fifty documents: documents alone would find it every time.
        var random = new Xoshiro256StarStar(8, threadSafe: false);
        var found = 0;
        for (var trial = 0; trial < 12; trial++)
        {
            found += InferenceDraws.Run(random, 300, 300, _ => 0, _ => 0, 50, trial, spread: 1).Attacks.PValue <= .05 ? 1 : 0;
        }

        Assert.InRange(found, 0, 3);
    }

    [Fact]
    public void The_order_of_the_documents_does_not_matter()
    {
        var (documents, scores) = InferenceDraws.Make(new Xoshiro256StarStar(9, threadSafe: false), 30, 30, _ => 0, _ => 0, 1, 0);
        var texts = InferenceDraws.Texts(new Xoshiro256StarStar(1, threadSafe: false), documents, 0);
        var forward = DatasetInference.Run(documents, texts, scores, 3);
        documents.Reverse();
        texts.Reverse();
        scores.Reverse();
        Assert.Equal(forward, DatasetInference.Run(documents, texts, scores, 3));
        Assert.NotEqual(forward, DatasetInference.Run(documents, texts, scores, 4));
    }

    [Fact]
    public void Without_texts_words_play_no_part()
    {
        var (documents, scores) = InferenceDraws.Make(new Xoshiro256StarStar(9, threadSafe: false), 30, 30, _ => 0, _ => 0, 1, 0);
        var result = DatasetInference.Run([.. documents.Select(d => d with { Features = [], Counts = [] })], InferenceDraws.Texts(new Xoshiro256StarStar(1, threadSafe: false), documents, 0), scores, 3);
        Assert.Null(result.Words);
    }

    [Fact]
    public void Halves_give_twice_their_median_and_each_document_its_mean_score()
    {
        BlindDocument[] documents = [.. Enumerable.Range(0, 4).Select(i => new BlindDocument((ulong)i, i % 2 == 0, null, [], []))];
        var tally = Tally((.1, [0, 1, 2], [1, 2, 3]), (.04, [1, 2], [4, 6]), (.3, [0], [3]));
        Assert.Equal([2, 3, 4.5, 0], tally.Scores);
        Assert.Equal([0, 1, 2], tally.Scored);
        Assert.Equal([2, 4.5], tally.Of(isFirst: true));
        Assert.Equal([3], tally.Of(isFirst: false));
        Assert.Equal((.2, .04, .3), (tally.Outcome.PValue, tally.Outcome.LowestPValue, tally.Outcome.HighestPValue));

        // 2 is below 3 and 4.5 above.
        Assert.Equal(.5, tally.Outcome.Auc.Value);
        Assert.Equal(1, Tally((.9, [0, 1], [1, 2])).Outcome.PValue);

        HalvesTally Tally(params (double PValue, int[] Tested, double[] Scores)[] halves) => new(documents, [.. halves.Select(half =>
        {
            var other = new HalfOutcome(0, new double[half.Tested.Length]);
            return new InferenceHalf(half.Tested, new HalfOutcome(half.PValue, half.Scores), other, other, null, new Estimate(0, 0, 0), false);
        })], half => half.Attacks);
    }

    [Fact]
    public void Too_few_documents_are_refused()
    {
        var (documents, scores) = InferenceDraws.Make(new Xoshiro256StarStar(9, threadSafe: false), 19, 30, _ => 0, _ => 0, 1, 0);
        Assert.Throws<ArgumentException>(() => DatasetInference.Run(documents, InferenceDraws.Texts(new Xoshiro256StarStar(1, threadSafe: false), documents, 0), scores, 3));
    }
}
