using LlmMiaProbe.Statistics;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Statistics;

public sealed class DatasetInferenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Without_a_difference_the_p_values_are_not_too_small(int groupSize)
    {
        // Of 120 trials 16 are too many for a rate of .05; a rate of .2 has that many in 98 of 100 runs.
        var (attacks, words, best) = NullSimulations.Inference(groupSize, trials: 120);
        Assert.All([attacks, words], share => Assert.InRange(share.Interval().Low, 0, .05));

        // The best of ten halves is no p-value: it does not hold its level.
        Assert.InRange(best.Interval().Low, .05, 1);
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
    public void Suspects_that_score_lower_are_told_apart_all_the_same_by_a_fitted_model() =>
        Assert.InRange(
            InferenceDraws.Run(new Xoshiro256StarStar(7, threadSafe: false), 200, 200, isSuspect => isSuspect ? -.5 : 0, _ => 0, 1, 1).Attacks.PValue,
            0,
            1e-4);

    [Fact]
    public void Groups_are_averaged_so_that_many_documents_of_few_sources_prove_little()
    {
        // Six sources a side, each with its own mean and a hundred documents: documents alone would find it every time.
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
        var forward = DatasetInference.Run(documents, scores, 10, 3);
        documents.Reverse();
        scores.Reverse();
        Assert.Equal(forward, DatasetInference.Run(documents, scores, 10, 3));
        Assert.NotEqual(forward, DatasetInference.Run(documents, scores, 10, 4));
    }

    [Fact]
    public void Without_texts_there_is_no_control()
    {
        var (documents, scores) = InferenceDraws.Make(new Xoshiro256StarStar(9, threadSafe: false), 30, 30, _ => 0, _ => 0, 1, 0);
        var result = DatasetInference.Run([.. documents.Select(d => d with { Features = [], Counts = [] })], scores, 10, 3);
        Assert.Null(result.Words);
        Assert.Null(result.Gain);
    }

    [Fact]
    public void Too_few_documents_are_refused()
    {
        var (documents, scores) = InferenceDraws.Make(new Xoshiro256StarStar(9, threadSafe: false), 19, 30, _ => 0, _ => 0, 1, 0);
        Assert.Throws<ArgumentException>(() => DatasetInference.Run(documents, scores, 10, 3));
    }
}
