using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using MathNet.Numerics.Distributions;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class LiraAttackTests
{
    [Fact]
    public void With_few_shadow_models_all_documents_share_one_deviation()
    {
        // Residuals ±1 and ±2 under the models trained on them, ±.5 twice under the others: variance 11 / 8.
        var scores = ShadowCase.ValuesOf("lira", new ShadowCase(-3, [-1, -3], [-4, -5]), new ShadowCase(-2, [-2, -6], [-7, -8]));
        var deviation = Math.Sqrt(11 / 8.0);
        Assert.Equal(Normal.PDFLn(-2, deviation, -3) - Normal.PDFLn(-4.5, deviation, -3), scores[0], 12);
        Assert.Equal(Normal.PDFLn(-4, deviation, -2) - Normal.PDFLn(-7.5, deviation, -2), scores[1], 12);
    }

    [Fact]
    public void Each_document_has_its_own_deviations_if_it_is_asked_for()
    {
        var scores = ShadowCase.ValuesOf("lira(fixed-below=0)", new ShadowCase(-3, [-1, -3], [-4, -5]), new ShadowCase(-2, [-2, -6], [-7, -9]));
        Assert.Equal(Normal.PDFLn(-2, 1, -3) - Normal.PDFLn(-4.5, .5, -3), scores[0], 12);
        Assert.Equal(Normal.PDFLn(-4, 2, -2) - Normal.PDFLn(-8, 1, -2), scores[1], 12);
    }

    [Property(MaxTest = 30)]
    public Property Below_sixteen_shadow_models_the_default_is_one_deviation_for_all_documents() => DefaultIs("lira(fixed-below=100)", trained: 7, others: 8);

    [Property(MaxTest = 30)]
    public Property From_sixteen_shadow_models_on_the_default_is_a_deviation_for_each_document() => DefaultIs("lira(fixed-below=0)", trained: 8, others: 8);

    [Property(MaxTest = 50)]
    public Property A_score_does_not_depend_on_labels_and_is_not_moved_by_easier_text() =>
        Prop.ForAll(ShadowGenerators.Cases(2, 3, fewest: 2).ToArbitrary(), cases =>
        {
            var scores = ShadowCase.ScoreAll("lira", cases);
            Assert.Equal(scores, ShadowCase.ScoreAll("lira", [.. cases.Select((each, i) => each with { Label = (Membership)(i % 3), IsCalibration = !each.IsCalibration })]));
            var harder = ShadowCase.ScoreAll("lira", [.. cases.Select(each => new ShadowCase(each.Target - 2, [.. each.In.Select(s => s - 2)], [.. each.Out.Select(s => s - 2)]))]);
            Assert.All(scores.Zip(harder), pair => Assert.Equal(pair.First.Value ?? -1, pair.Second.Value ?? -1, 1e-9 * (1 + Math.Abs(pair.First.Value ?? 0))));
        });

    [Fact]
    public void A_document_like_the_models_trained_on_it_is_above_one_like_the_others()
    {
        var scores = ShadowCase.ValuesOf("lira", new ShadowCase(-2, [-2, -2.25], [-4, -3.75]), new ShadowCase(-4, [-2, -2.25], [-4, -3.75]));
        Assert.True(scores[0] > 0 && scores[1] < 0, $"{scores[0]} {scores[1]}");
    }

    [Theory]
    [InlineData(-90, -80)]
    [InlineData(-2, -0.25)]
    public void A_target_far_from_all_shadow_models_still_scores_higher_where_it_predicts_better(double worse, double better)
    {
        // The models trained on them differ more, as they do when documents are learnt unevenly.
        var scores = ShadowCase.ValuesOf("lira", new ShadowCase(worse, [-3, -5], [-6, -6.25]), new ShadowCase(better, [-3, -5], [-6, -6.25]));
        Assert.True(scores[1] > scores[0], $"{scores[1]} is not above {scores[0]}");
    }

    [Fact]
    public void Without_a_shadow_model_on_each_side_or_a_spread_there_is_a_reason()
    {
        Assert.Equal(
            ["no shadow model was trained on it", "every shadow model was trained on it", null],
            ShadowCase.ScoreAll("lira", new ShadowCase(-3, [], [-4, -5]), new ShadowCase(-3, [-4, -5], []), new ShadowCase(-3, [-1, -2], [-4, -5])).Select(score => score.Reason));
        Assert.Equal(ShadowSpread.Unknown, ShadowCase.ScoreAll("lira", new ShadowCase(-3, [-1], [-4])).Single().Reason);
        Assert.Equal(
            [ShadowSpread.Unknown, null],
            ShadowCase.ScoreAll("lira(fixed-below=0)", new ShadowCase(-3, [-1, -1], [-4, -5]), new ShadowCase(-3, [-1, -2], [-4, -5])).Select(score => score.Reason));
        Assert.Empty(ShadowCase.ScoreAll("lira"));
    }

    private static Property DefaultIs(string same, int trained, int others) =>
        Prop.ForAll(ShadowGenerators.Cases(trained, others, fewest: 2).ToArbitrary(), cases =>
            Assert.Equal(ShadowCase.ScoreAll(same, cases), ShadowCase.ScoreAll("lira", cases)));
}
