using System.Globalization;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Extraction;

/// <summary>Numbers of an extraction as people read them.</summary>
public static class ExtractionFigures
{
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

    /// <summary>2 to the minus <paramref name="bits"/>, such as <c>2^-103.4</c>, or <c>1</c>.</summary>
    public static string Bound(double bits) => bits == 0 ? "1" : $"2^-{bits.ToString("0.#", CultureInfo.InvariantCulture)}";
}
