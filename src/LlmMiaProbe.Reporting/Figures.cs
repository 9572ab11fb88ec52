using System.Globalization;

namespace LlmMiaProbe.Reporting;

/// <summary>Numbers as people read them, the same in every culture.</summary>
internal static class Figures
{
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long value, string noun) => $"{Count(value)} {noun}{(value == 1 ? "" : "s")}";

    public static string Count(long value, string one, string many) => $"{Count(value)} {(value == 1 ? one : many)}";

    /// <summary>The number of a run.</summary>
    public static string Id(long run) => run.ToString(CultureInfo.InvariantCulture);

    /// <summary>.981, and 1.000 for one.</summary>
    public static string Fraction(double value) => value.ToString(value < 0.9995 ? ".000" : "0.000", CultureInfo.InvariantCulture);

    /// <summary>71%, 7.7%, 0.05%.</summary>
    public static string Percent(double share) =>
        (share * 100).ToString(share < 0.01 ? "0.##" : share < 0.1 ? "0.#" : "0", CultureInfo.InvariantCulture) + "%";

    /// <summary>Five significant digits.</summary>
    public static string Score(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>12.3 MiB.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => (bytes / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture) + " GiB",
        >= 1L << 20 => (bytes / (double)(1L << 20)).ToString("0.0", CultureInfo.InvariantCulture) + " MiB",
        >= 1L << 10 => (bytes / (double)(1L << 10)).ToString("0.0", CultureInfo.InvariantCulture) + " KiB",
        _ => Count(bytes, "byte"),
    };

    /// <summary>3.8 M, 7.2 B.</summary>
    public static string Parameters(long count) => count switch
    {
        >= 1_000_000_000 => (count / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " B",
        >= 1_000_000 => (count / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " M",
        _ => Count(count),
    };
}
