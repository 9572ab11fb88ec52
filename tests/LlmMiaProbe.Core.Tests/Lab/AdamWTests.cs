using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Core.Tests.Lab;

public sealed class AdamWTests
{
    /// <summary>Under a constant gradient both corrected moments are exact, so every step moves each weight by the rate against the gradient's sign.</summary>
    [Fact]
    public void A_constant_gradient_moves_by_the_rate_whatever_its_size()
    {
        float[] gradient = [.. Enumerable.Range(0, 37).Select(i => (i % 2 == 0 ? 1 : -1) * MathF.Pow(10, (i % 7) - 3))];
        float[] weights = [.. gradient.Select((_, i) => i * 0.1f)];
        var (first, second, before) = (new float[37], new float[37], weights.ToArray());
        for (var step = 1; step <= 50; step++)
        {
            AdamW.Step(weights, gradient, first, second, step, rate: 1e-3, weightDecay: 0, scale: 1);
        }

        Assert.All(Enumerable.Range(0, 37), i => Assert.Equal(before[i] - (MathF.Sign(gradient[i]) * 0.05f), weights[i], 2e-5f));
    }

    [Fact]
    public void Weight_decay_shrinks_by_rate_times_decay_a_step()
    {
        float[] weights = [.. Enumerable.Repeat(2f, 19)];
        for (var step = 1; step <= 10; step++)
        {
            AdamW.Step(weights, new float[19], new float[19], new float[19], step, rate: 0.01, weightDecay: 0.1, scale: 1);
        }

        Assert.All(weights, weight => Assert.Equal(2 * Math.Pow(1 - 0.001, 10), weight, 1e-5));
    }

    [Fact]
    public void Norms_and_sums_are_those_of_plain_loops()
    {
        float[] gradient = [.. Enumerable.Range(0, 101).Select(i => (float)Math.Sin(i))];
        float[] sum = [.. Enumerable.Range(0, 101).Select(i => (float)i)];
        Assert.Equal(gradient.Sum(value => (double)value * value), GradientNorm.Squared(gradient), 1e-9);
        GradientNorm.Add(sum, gradient, -0.5);
        Assert.All(Enumerable.Range(0, 101), i => Assert.Equal(i - (0.5f * gradient[i]), sum[i], 1e-5f));
    }
}
