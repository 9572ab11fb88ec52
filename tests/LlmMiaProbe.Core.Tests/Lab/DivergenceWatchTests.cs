using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Core.Tests.Lab;

public sealed class DivergenceWatchTests
{
    private static readonly TrainingRecipe s_recipe = new() { LearningRate = 0.03 };

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(4, double.NaN)]
    public void What_is_no_number_stops_with_advice(double loss, double norm)
    {
        var error = Assert.Throws<ModelException>(() => new DivergenceWatch().See(loss, norm, s_recipe, 6));
        Assert.Contains("step 7 is not a number. Lower the learning rate (it is 0.03", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_rises_for_good_stops_and_one_bad_step_does_not()
    {
        var watch = new DivergenceWatch();
        for (var step = 0; step < 50; step++)
        {
            watch.See(step == 20 ? 9 : 4, 1, s_recipe, step);
        }

        var steps = 0;
        Assert.Throws<ModelException>(() =>
        {
            for (; steps < 100; steps++)
            {
                watch.See(4 + (steps * 0.2), 1, s_recipe, steps);
            }
        });
        Assert.InRange(steps, 5, 30);
    }
}
