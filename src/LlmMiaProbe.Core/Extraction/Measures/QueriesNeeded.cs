namespace LlmMiaProbe.Extraction;

/// <summary>
/// The (n, p) measure of discoverable extraction (Hayes et al. 2024, arXiv 2410.19482): the fewest independent draws of which at
/// least one is the suffix with probability p, n = ln(1 - p) / ln(1 - p_z), rounded up.
/// </summary>
public static class QueriesNeeded
{
    // Largest n of which a double can tell the next.
    private const double LargestWhole = 1L << 53;

    // Below this, ln(1 - p_z) is -p_z to the last bit.
    private const double Tiny = -40;

    /// <summary>n; rounded to a double above 2^53, infinite above the largest double or if the suffix cannot be drawn.</summary>
    /// <param name="logPz">log p_z, nats.</param>
    /// <param name="success">p, above 0 and below 1.</param>
    public static double Of(double logPz, double success)
    {
        var draws = logPz > Tiny ? Math.Log(1 - success) / LogOneMinusExp(logPz) : Math.Exp(Log(logPz, success));

        // A quotient that is whole but for its last bits must not be rounded up to the next.
        return draws < LargestWhole ? Math.Max(1, Math.Ceiling(draws * (1 - 1e-12))) : draws;
    }

    /// <summary>log10 n before rounding up, also where n itself is no double; +infinity if the suffix cannot be drawn.</summary>
    public static double Log10(double logPz, double success) => Math.Max(0, Log(logPz, success) / Math.Log(10));

    /// <summary>The other way round: the probability 1 - (1 - p_z)^n that at least one of n independent draws is the suffix.</summary>
    /// <param name="logPz">log p_z, nats.</param>
    /// <param name="draws">n, at least 1.</param>
    public static double Success(double logPz, double draws) => logPz >= 0 ? 1 : -ExpMinusOne(draws * LogOneMinusExp(logPz));

    private static double Log(double logPz, double success) => logPz > Tiny
        ? Math.Log(Math.Log(1 - success) / LogOneMinusExp(logPz))
        : Math.Log(-Math.Log(1 - success)) - logPz;

    /// <summary>ln(1 - e^x) for x ≤ 0 without loss at either end (Mächler 2012).</summary>
    private static double LogOneMinusExp(double x) => x > -Math.Log(2)
        ? Math.Log(-ExpMinusOne(x))
        : LogOnePlus(-Math.Exp(x));

    private static double ExpMinusOne(double x)
    {
        var e = Math.Exp(x);
        return e == 1 ? x : e == 0 ? -1 : (e - 1) * x / Math.Log(e);
    }

    private static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }
}
