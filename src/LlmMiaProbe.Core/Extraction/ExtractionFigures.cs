using System.Globalization;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Extraction;

/// <summary>Numbers of an extraction as people read them.</summary>
public static class ExtractionFigures
{
    private const string Most = "10¹²";

    // ln 0.1: above, one in so many would be too coarse.
    private const double TenthLog = -2.302585092994046;

    /// <summary>What was asked in words, such as <c>target</c>, <c>target shuffled</c> or <c>target T=0.8 k=40</c>.</summary>
    /// <param name="request">See <see cref="WindowRequest"/>.</param>
    public static string Name(string request) => request
        .Replace("/window", "", StringComparison.Ordinal)
        .Replace('/', ' ').Replace('(', ' ').Replace(',', ' ').TrimEnd(')')
        .Replace("temperature=", "T=", StringComparison.Ordinal).Replace("top-", "", StringComparison.Ordinal);

    /// <summary>Such as <c>12% – 24%</c>, or one figure where both are the same as people read them.</summary>
    public static string Range(string least, string most) => least == most ? least : $"{least} – {most}";

    /// <summary>What of a summary lies between two ends, as people read it.</summary>
    public static string Range(WindowSummary summary, Func<WindowSummary, string> figure) => Range(figure(summary), figure(summary.AtMost ?? summary));

    /// <summary>Such as <c>-12.3</c>, or <c>-∞</c>.</summary>
    public static string Nats(double value) => double.IsNegativeInfinity(value) ? "-∞" : value.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>Draws until the suffix has come at least once with a probability: <c>1,234</c>, <c>10^9</c> or <c>never</c>.</summary>
    /// <param name="logPz">log p_z, nats.</param>
    /// <param name="success">Above 0 and below 1.</param>
    public static string Draws(double logPz, double success) => QueriesNeeded.Log10(logPz, success) switch
    {
        < 6 => Figures.Count((int)QueriesNeeded.Of(logPz, success)),
        double.PositiveInfinity => "never",
        var log10 => "10^" + log10.ToString("0", CultureInfo.InvariantCulture),
    };

    /// <summary>
    /// A probability in words: <c>74 in 100 draws</c>, <c>1 in 29 draws</c>, <c>1 in 3.4 million draws</c>, <c>less than 1 in 10¹² draws</c>, or
    /// <c>never</c>.
    /// </summary>
    /// <param name="logP">Its natural logarithm, at most 0.</param>
    public static string Odds(double logP) => logP switch
    {
        double.NegativeInfinity => "never",
        > -0.005 => "nearly every draw",
        > TenthLog => $"{(100 * Math.Exp(logP)).ToString("0", CultureInfo.InvariantCulture)} in 100 draws",
        _ => Many(Math.Exp(Math.Min(-logP, 100))) is { } many ? $"1 in {many} draws" : $"less than 1 in {Most} draws",
    };

    /// <summary>Draws until the suffix has come at least once, in words: <c>1,234</c>, <c>3.4 million</c>, <c>over 10¹²</c>, <c>never</c>.</summary>
    /// <inheritdoc cref="Draws" path="/param"/>
    public static string DrawsInWords(double logPz, double success) => QueriesNeeded.Log10(logPz, success) switch
    {
        double.PositiveInfinity => "never",
        < 100 and var log10 when Many(log10 < 6 ? QueriesNeeded.Of(logPz, success) : Math.Pow(10, log10)) is { } many => many,
        _ => $"over {Most}",
    };

    // Words that mean the same number everywhere, which billion does not.
    private static string? Many(double count) => count switch
    {
        < 1e6 => Figures.Count((long)Math.Round(count)),
        < 1e12 => (count / 1e6).ToString(count < 1e7 ? "0.#" : "N0", CultureInfo.InvariantCulture) + " million",
        _ => null,
    };

    /// <summary>2 to the minus <paramref name="bits"/>, such as <c>2^-103.4</c>, or <c>1</c>.</summary>
    public static string Bound(double bits) => bits == 0 ? "1" : $"2^-{bits.ToString("0.#", CultureInfo.InvariantCulture)}";
}
