using MathNet.Numerics;

namespace LlmMiaProbe.Lab;

/// <summary>
/// Privacy budget of the Gaussian mechanism on Poisson-sampled documents, by Rényi divergences of integer order (Mironov, Talwar
/// and Zhang 2019, "Rényi differential privacy of the sampled Gaussian mechanism", equation 9), turned into epsilon as in Canonne,
/// Kamath and Steinke 2020, proposition 12. Neighbouring collections differ by one document added or removed.
/// </summary>
public static class RenyiAccountant
{
    /// <summary>Orders that are looked at.</summary>
    public static IReadOnlyList<int> Orders { get; } = [.. Enumerable.Range(2, 63), 80, 96, 128, 192, 256, 384, 512];

    /// <summary>Smallest epsilon over all orders.</summary>
    /// <param name="rate">Probability with which a document takes part in a step, 0 to 1.</param>
    /// <param name="noise">Standard deviation of the noise over the clipping norm, above 0.</param>
    /// <param name="steps">Steps taken.</param>
    /// <param name="delta">Between 0 and 1.</param>
    public static double Epsilon(double rate, double noise, int steps, double delta) =>
        steps == 0 || rate == 0 ? 0 : Math.Max(0, Orders.Min(order => Epsilon(order, steps * Divergence(rate, noise, order), delta)));

    /// <summary>Rényi divergence of one step, nats.</summary>
    /// <param name="rate">Probability with which a document takes part, 0 to 1.</param>
    /// <param name="noise">Standard deviation of the noise over the clipping norm, above 0.</param>
    /// <param name="order">A whole order, at least 2.</param>
    public static double Divergence(double rate, double noise, int order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(noise);
        if (rate >= 1)
        {
            return order / (2 * noise * noise);
        }

        var terms = Enumerable.Range(0, order + 1).Select(k =>
            SpecialFunctions.BinomialLn(order, k) + (k * Math.Log(rate)) + ((order - k) * double.LogP1(-rate)) + ((((double)k * k) - k) / (2 * noise * noise))).ToArray();
        var largest = terms.Max();
        return (largest + Math.Log(terms.Sum(term => Math.Exp(term - largest)))) / (order - 1);
    }

    private static double Epsilon(int order, double divergence, double delta) =>
        divergence + Math.Log((order - 1.0) / order) - ((Math.Log(delta) + Math.Log(order)) / (order - 1));
}
