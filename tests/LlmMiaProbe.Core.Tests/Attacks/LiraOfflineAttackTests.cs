using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;
using MathNet.Numerics.Distributions;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class LiraOfflineAttackTests
{
    [Fact]
    public void The_score_is_the_surprise_of_the_one_sided_test()
    {
        // Residuals ±.5 and ±1 under the models without it: variance .625.
        var scores = ShadowCase.ValuesOf("lira-offline", new ShadowCase(-3, [], [-4, -5]), new ShadowCase(-9, [-1], [-7, -9]));
        Assert.Equal(-Math.Log(1 - Normal.CDF(-4.5, Math.Sqrt(.625), -3)), scores[0], 9);
        Assert.Equal(-Math.Log(1 - Normal.CDF(-8, Math.Sqrt(.625), -9)), scores[1], 9);
        Assert.Equal(-Math.Log(1 - Normal.CDF(-4.5, .5, -3)), ShadowCase.ValuesOf("lira-offline(fixed-below=0)", new ShadowCase(-3, [], [-4, -5])).Single(), 9);
    }

    [Property(MaxTest = 50)]
    public Property With_a_shared_deviation_documents_are_ordered_by_their_distance_from_the_mean() =>
        Prop.ForAll(ShadowGenerators.Cases(1, 3, fewest: 3).ToArbitrary(), cases =>
        {
            var scores = ShadowCase.ScoreAll("lira-offline", cases);
            var byDistance = cases.Zip(scores).OrderBy(pair => pair.First.Target - pair.First.Out.Average()).Select(pair => pair.Second.Value ?? 0).ToList();
            Assert.All(byDistance.Zip(byDistance.Skip(1)), pair => Assert.True(pair.First <= pair.Second + 1e-9, $"{pair}"));
        });

    [Fact]
    public void Without_a_model_that_was_not_trained_on_it_or_a_spread_there_is_a_reason()
    {
        Assert.Equal(
            ["every shadow model was trained on it", null],
            ShadowCase.ScoreAll("lira-offline", new ShadowCase(-3, [-4, -5], []), new ShadowCase(-3, [], [-4, -5])).Select(score => score.Reason));
        Assert.Equal(ShadowSpread.Unknown, ShadowCase.ScoreAll("lira-offline", new ShadowCase(-3, [], [-4])).Single().Reason);
        Assert.Empty(ShadowCase.ScoreAll("lira-offline"));
    }
}
