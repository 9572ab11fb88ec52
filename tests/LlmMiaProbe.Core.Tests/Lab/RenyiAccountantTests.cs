using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Lab;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;

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

    /// <summary>By 40-digit quadrature of the definition; 8.3 and 20.7 lie where single terms of the series reach e^100.</summary>
    [Theory]
    [InlineData(0.1, 0.5, 1.1, 0.0695358929)]
    [InlineData(0.1, 0.5, 1.5, 0.145927090)]
    [InlineData(0.1, 0.5, 2, 0.429169591)]
    [InlineData(0.1, 0.5, 2.5, 1.28861797)]
    [InlineData(0.1, 0.5, 8.3, 13.9819923)]
    [InlineData(0.5, 5, 1.5, 0.00757506218)]
    [InlineData(0.5, 5, 12.5, 0.0709204221)]
    [InlineData(0.5, 5, 32, 0.229393141)]
    [InlineData(0.01, 1.1, 1.25, 7.928005535e-05)]
    [InlineData(0.01, 1.1, 6.5, 0.000456936010)]
    [InlineData(0.01, 1.1, 12, 0.0413855194)]
    [InlineData(0.01, 1.1, 20.7, 3.71479268)]
    public void Divergences_of_fractional_orders_are_those_of_the_integral(double rate, double noise, double order, double expected) =>
        Assert.Equal(1, RenyiAccountant.Divergence(rate, noise, order) / expected, 1e-8);

    /// <summary>Found with 40-digit quadrature over all orders; whole orders alone give 55.35 for the first.</summary>
    [Theory]
    [InlineData(0.1, 0.5, 100, 1e-6, 39.06080)]
    [InlineData(0.5, 5, 500, 1e-6, 13.59631)]
    [InlineData(0.01, 1.1, 10_000, 1e-5, 5.63181)]
    [InlineData(0.004, 1.1, 15_000, 1e-5, 2.50283)]
    [InlineData(1, 1, 1, 1e-5, 4.72839)]
    public void Epsilon_is_that_of_the_best_order(double rate, double noise, int steps, double delta, double expected) =>
        Assert.Equal(expected, RenyiAccountant.Epsilon(rate, noise, steps, delta), 1e-5);

    /// <summary>The definition itself, E over N(0, σ²) of (1 - q + q e^{(2x-1)/(2σ²)})^α, where more than half of the documents take part.</summary>
    [Theory]
    [InlineData(0.7, 1.5, 1.3)]
    [InlineData(0.9, 0.8, 3.7)]
    [InlineData(2.0 / 3, 1.5, 5.2)]
    public void Divergences_of_large_rates_are_those_of_the_integral(double rate, double noise, double order)
    {
        double Density(double x) => Normal.PDF(0, noise, x) * Math.Pow(1 - rate + (rate * Math.Exp(((2 * x) - 1) / (2 * noise * noise))), order);
        var moment = Enumerable.Range(-600, 1400).Sum(i => GaussLegendreRule.Integrate(Density, i * 0.05 * noise, (i + 1) * 0.05 * noise, 10));
        Assert.Equal(1, Math.Log(moment) / (order - 1) / RenyiAccountant.Divergence(rate, noise, order), 1e-8);
    }

    /// <summary>Divergences never fall with the order, and a whole order is no exception among fractional ones.</summary>
    [Property]
    public Property Divergences_rise_smoothly_with_the_order() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte, byte, byte)>(),
        given =>
        {
            var (rate, noise, order) = ((given.Item1 + 1) / 257.0, 0.4 + (given.Item2 / 50.0), 2 + (given.Item3 % 20));
            var (below, at, above) = (RenyiAccountant.Divergence(rate, noise, order - 1e-4), RenyiAccountant.Divergence(rate, noise, order), RenyiAccountant.Divergence(rate, noise, order + 1e-4));
            return below <= at + 1e-9 && at <= above + 1e-9 && above - below <= 0.01 * (at + 1e-3);
        });

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
