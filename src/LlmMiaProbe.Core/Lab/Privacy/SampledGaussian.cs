using LlmMiaProbe.Statistics;
using MathNet.Numerics;

namespace LlmMiaProbe.Lab;

/// <summary>
/// Rényi divergence of one step of the Gaussian mechanism on Poisson-sampled documents (Mironov, Talwar and Zhang 2019, "Rényi
/// differential privacy of the sampled Gaussian mechanism", arXiv 1908.10530, sections 3.2 and 3.3). Neighbouring collections
/// differ by one document added or removed.
/// </summary>
/// <param name="Rate">Probability with which a document takes part in a step, 0 to 1.</param>
/// <param name="Noise">Standard deviation of the noise over the clipping norm, above 0.</param>
internal readonly record struct SampledGaussian(double Rate, double Noise)
{
    // Further terms of the series change neither sum in double precision.
    private const double Negligible = -30;

    /// <summary>ln A(order) / (order - 1), nats, at least 0.</summary>
    /// <param name="order">Above 1; need not be whole.</param>
    public double Divergence(double order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(order, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Noise);
        return Rate switch
        {
            <= 0 => 0,
            >= 1 => order / (2 * Noise * Noise),
            _ => Math.Max(0, (double.IsInteger(order) ? LogMomentOfWhole((int)order) : LogMomentOfFraction(order)) / (order - 1)),
        };
    }

    private double LogMomentOfWhole(int order)
    {
        var terms = new double[order + 1];
        for (var k = 0; k <= order; k++)
        {
            terms[k] = SpecialFunctions.BinomialLn(order, k) + Mixed(k, order - k);
        }

        var largest = terms.Max();
        return largest + Math.Log(terms.Sum(term => Math.Exp(term - largest)));
    }

    /// <summary>
    /// The integral is cut where both parts of the mixture are equally likely, and the binomial series of the smaller over the
    /// larger integrated on either side; its coefficients change sign from one to the next beyond the order.
    /// </summary>
    private double LogMomentOfFraction(double order)
    {
        var cut = 0.5 + (Noise * Noise * Math.Log((1 / Rate) - 1));
        var (plus, minus) = (double.NegativeInfinity, double.NegativeInfinity);
        var (coefficient, sign) = (0.0, 1);
        for (var i = 0; ; i++)
        {
            var rest = order - i;
            var below = coefficient + Mixed(i, rest) + NormalTail.LogUpper((i - cut) / Noise);
            var above = coefficient + Mixed(rest, i) + NormalTail.LogUpper((cut - rest) / Noise);
            var both = LogSum(below, above);
            (plus, minus) = sign > 0 ? (LogSum(plus, both), minus) : (plus, LogSum(minus, both));
            if (i > order && Math.Max(below, above) < Negligible)
            {
                return plus + double.LogP1(-Math.Exp(minus - plus));
            }

            coefficient += Math.Log(Math.Abs(rest)) - Math.Log(i + 1);
            sign = rest < 0 ? -sign : sign;
        }
    }

    // ln of q^drawn (1-q)^left e^{(drawn² - drawn) / (2 σ²)}.
    private double Mixed(double drawn, double left) =>
        (drawn * Math.Log(Rate)) + (left * double.LogP1(-Rate)) + (((drawn * drawn) - drawn) / (2 * Noise * Noise));

    private static double LogSum(double a, double b)
    {
        var larger = Math.Max(a, b);
        return double.IsNegativeInfinity(larger) ? larger : larger + double.LogP1(Math.Exp(Math.Min(a, b) - larger));
    }
}
