using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Core.Tests.Lab;

public sealed class LearningRateTests
{
    [Theory]
    [InlineData(RateSchedule.Cosine, 0.55)]
    [InlineData(RateSchedule.Linear, 0.55)]
    [InlineData(RateSchedule.Constant, 1)]
    public void The_rate_rises_in_line_and_falls_to_its_floor(RateSchedule schedule, double halfWay)
    {
        var recipe = new TrainingRecipe { LearningRate = 1, WarmUp = 0.1, Schedule = schedule };
        var rates = Enumerable.Range(0, 111).Select(step => LearningRate.At(recipe, step, 111)).ToList();
        Assert.Equal(1.0 / 12, rates[0], 1e-12);
        Assert.Equal(6.0 / 12, rates[5], 1e-12);
        Assert.Equal(1, rates[11], 1e-12);
        Assert.Equal(1, rates[12], 1e-12);
        Assert.Equal(halfWay, rates[61], 1e-12);
        Assert.Equal(schedule == RateSchedule.Constant ? 1 : LearningRate.Floor, rates[110], 1e-12);
    }

    [Fact]
    public void A_single_step_has_the_highest_rate() => Assert.Equal(3, LearningRate.At(new TrainingRecipe { LearningRate = 3 }, 0, 1));
}
