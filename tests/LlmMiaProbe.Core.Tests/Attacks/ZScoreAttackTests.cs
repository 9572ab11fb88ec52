using LlmMiaProbe.Attacks;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class ZScoreAttackTests
{
    [Fact]
    public void It_counts_the_deviations_above_the_mean_of_the_models_without_the_document()
    {
        // Mean -4.5, deviation .5; mean -6, deviation 2.
        Assert.Equal([3, -1.5], ShadowCase.ValuesOf("z-score", new ShadowCase(-3, [-1], [-4, -5]), new ShadowCase(-9, [], [-4, -8])));
    }

    [Fact]
    public void One_model_or_equal_ones_have_no_deviation() => Assert.Equal(
        [ShadowSpread.Unknown, ShadowSpread.Unknown, "every shadow model was trained on it"],
        ShadowCase.ScoreAll("z-score", new ShadowCase(-3, [-1], [-4]), new ShadowCase(-3, [], [-4, -4]), new ShadowCase(-3, [-1], [])).Select(score => score.Reason));
}
