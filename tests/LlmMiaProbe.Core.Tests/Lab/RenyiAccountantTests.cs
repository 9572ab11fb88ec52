using LlmMiaProbe.Lab;
using MathNet.Numerics.Distributions;

namespace LlmMiaProbe.Core.Tests.Lab;

public sealed class RenyiAccountantTests
{
    // compute_rdp(0.01, 2.5, 50, [5, 50, 100]) and compute_rdp(0.1, 2, 10, 5) in the tests of TensorFlow Privacy's accountant.
    [Theory]
    [InlineData(0.01, 2.5, 50, 5, 0.00218075)]
    [InlineData(0.01, 2.5, 50, 50, 0.023846)]
    [InlineData(0.01, 2.5, 50, 100, 167.416307)]
    [InlineData(0.1, 2, 10, 5, 0.07737)]
    public void Divergences_are_those_published(double rate, double noise, int steps, int order, double expected) =>
        Assert.Equal(expected, steps * RenyiAccountant.Divergence(rate, noise, order), 1e-5);

    /// <summary>The same accountant's test has epsilon 1.258575 for these 10,000 steps with an older conversion that is never below ours.</summary>
    [Fact]
    public void Epsilon_is_no_larger_than_by_the_older_conversion()
    {
        var older = Enumerable.Range(2, 31).Min(order => (10_000 * RenyiAccountant.Divergence(0.01, 4, order)) - (Math.Log(1e-5) / (order - 1)));
        Assert.Equal(1.258575, older, 1e-5);
        Assert.InRange(RenyiAccountant.Epsilon(0.01, 4, 10_000, 1e-5), 0.8, older);
    }

    /// <summary>Without sampling the exact epsilon of the Gaussian mechanism is known (Balle and Wang 2018, theorem 8); a budget must not be below it.</summary>
    [Theory]
    [InlineData(1.0, 1e-5)]
    [InlineData(4.0, 1e-5)]
    [InlineData(2.0, 1e-3)]
    public void Without_sampling_epsilon_lies_little_above_the_exact_one(double noise, double delta)
    {
        var (low, high) = (0.0, 100.0);
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            var excess = Normal.CDF(0, 1, (0.5 / noise) - (middle * noise)) - (Math.Exp(middle) * Normal.CDF(0, 1, (-0.5 / noise) - (middle * noise)));
            (low, high) = excess > delta ? (middle, high) : (low, middle);
        }

        Assert.InRange(RenyiAccountant.Epsilon(1, noise, 1, delta), high, high * 1.15);
    }

    [Fact]
    public void More_noise_or_fewer_steps_cost_less()
    {
        Assert.True(RenyiAccountant.Epsilon(0.1, 2, 50, 1e-5) < RenyiAccountant.Epsilon(0.1, 1, 50, 1e-5));
        Assert.True(RenyiAccountant.Epsilon(0.1, 1, 20, 1e-5) < RenyiAccountant.Epsilon(0.1, 1, 50, 1e-5));
        Assert.Equal(0, RenyiAccountant.Epsilon(0.1, 1, 0, 1e-5));
    }
}
