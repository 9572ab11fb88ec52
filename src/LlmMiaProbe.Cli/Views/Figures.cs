using System.Globalization;

namespace LlmMiaProbe.Cli.Views;

/// <summary>Numbers as people read them, the same in every culture.</summary>
internal static class Figures
{
    private const int LongestName = 48;

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long value, string noun) => $"{Count(value)} {noun}{(value == 1 ? "" : "s")}";

    /// <summary>.981, and 1.000 for one.</summary>
    public static string Fraction(double value) => value.ToString(value < 0.9995 ? ".000" : "0.000", CultureInfo.InvariantCulture);

    /// <summary>71%, 7.7%, 1%, 0.05%.</summary>
    public static string Percent(double share) =>
        (share * 100).ToString(share < 0.01 ? "0.##" : share < 0.1 ? "0.#" : "0", CultureInfo.InvariantCulture) + "%";

    public static string Score(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>12.3 MiB.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1024 && unit < units.Length - 1)
        {
            (value, unit) = (value / 1024, unit + 1);
        }

        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    /// <summary>3.8 M, 7.2 B.</summary>
    public static string Parameters(long count) => count switch
    {
        >= 1_000_000_000 => (count / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " B",
        >= 1_000_000 => (count / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " M",
        _ => Count(count),
    };

    /// <summary>The id of a document on one line of a terminal: without control characters and not endless.</summary>
    public static string Name(string id)
    {
        var printable = string.Concat(id.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return printable.Length <= LongestName ? printable : printable[..(LongestName - 1)] + "…";
    }

    /// <summary>A path as short as it can be said: relative if it lies below the current directory.</summary>
    public static string PathName(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
