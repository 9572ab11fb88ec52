using System.Globalization;

namespace LlmMiaProbe.Words;

/// <summary>Numbers as people read them, in sentences, tables and reports alike, the same in every culture.</summary>
public static class Figures
{
    private static readonly string[] s_units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>1,200.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>1 document, 1,200 documents.</summary>
    public static string Count(long count, string noun) => Count(count, noun, noun + "s");

    /// <inheritdoc cref="Count(long, string)"/>
    public static string Count(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    /// <summary>The number of a run, which has no separators.</summary>
    public static string Id(long run) => run.ToString(CultureInfo.InvariantCulture);

    /// <summary>A value from 0 to 1 with three decimals: .981, and 1.000 for one.</summary>
    public static string Fraction(double value) => value.ToString(value < 0.9995 ? ".000" : "0.000", CultureInfo.InvariantCulture);

    /// <summary>The same with a sign where it is below 0: -.034, 1.250.</summary>
    public static string SignedFraction(double value) => (value < 0 ? "-" : "") + Fraction(Math.Abs(value));

    /// <summary>A share with the digits that are read: 71%, 7.7%, 0.05%.</summary>
    public static string Percent(double share) =>
        (share * 100).ToString(share < 0.01 ? "0.##" : share < 0.1 ? "0.#" : "0", CultureInfo.InvariantCulture) + "%";

    /// <summary>A share as a whole percentage.</summary>
    public static string WholePercent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + "%";

    /// <summary>A share of a text, of which more digits would say nothing: 0%, less than 0.1%, 12.3%.</summary>
    public static string ShareOfText(double share) => share switch
    {
        0 => "0%",
        < .001 => "less than 0.1%",
        _ => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%",
    };

    /// <summary>A rate that was chosen: 10%, 0.1%.</summary>
    public static string Rate(double rate) => (rate * 100).ToString("0.######", CultureInfo.InvariantCulture) + "%";

    /// <summary>
    /// A share as a percentage with as many decimals as one more of the total can change, rounded down: a part is
    /// never shown as nothing or as all.
    /// </summary>
    public static string Share(int part, int total)
    {
        var (decimals, scale) = (0, 100L);
        while (scale < total)
        {
            (decimals, scale) = (decimals + 1, scale * 10);
        }

        var percent = (decimal)((Int128)part * scale / total) / (scale / 100);
        return percent.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + "%";
    }

    /// <summary>A probability that was chosen: .01.</summary>
    public static string Threshold(double probability) => probability.ToString(".###", CultureInfo.InvariantCulture);

    /// <summary>Two significant digits.</summary>
    public static string PValue(double value) => value.ToString("G2", CultureInfo.InvariantCulture);

    /// <summary>Five significant digits.</summary>
    public static string Score(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>Two decimals, as bits and nats have them; never a negative zero.</summary>
    public static string Hundredths(double value) => value.ToString("0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    /// <summary>A length of time that is only known roughly: <c>48 seconds</c>, <c>12 minutes</c>, <c>5.3 hours</c>, <c>3.2 days</c>.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 1 => "less than a second",
        < 1.5 => "1 second",
        < 100 => $"{Rough(seconds)} seconds",
        < 100 * 60 => $"{Rough(seconds / 60)} minutes",
        < 48 * 3600 => $"{Rough(seconds / 3600)} hours",
        _ => $"{Rough(seconds / 86400)} days",
    };

    private static string Rough(double value) => value.ToString(value < 10 ? "0.#" : "N0", CultureInfo.InvariantCulture);

    /// <summary>12.3 MiB.</summary>
    public static string Bytes(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1024 && unit < s_units.Length - 1)
        {
            (value, unit) = (value / 1024, unit + 1);
        }

        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + s_units[unit];
    }

    /// <summary>3.8 M, 7.2 B.</summary>
    public static string Parameters(long count) => count switch
    {
        >= 1_000_000_000 => (count / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " B",
        >= 1_000_000 => (count / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " M",
        _ => Count(count),
    };
}
