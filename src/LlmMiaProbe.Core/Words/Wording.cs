using System.Globalization;

namespace LlmMiaProbe.Words;

/// <summary>Numbers inside sentences, the same in every culture.</summary>
internal static class Wording
{
    public static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>1 document</c> or <c>1,200 documents</c>.</summary>
    public static string Count(int count, string noun) => Count(count, noun, noun + "s");

    public static string Count(int count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    /// <summary>Two significant digits.</summary>
    public static string PValue(double value) => value.ToString("G2", CultureInfo.InvariantCulture);

    /// <summary>A value from 0 to 1 with three decimals, such as <c>.507</c> or <c>1.000</c>.</summary>
    public static string Fraction(double value) => value.ToString(value < 0.9995 ? ".000" : "0.000", CultureInfo.InvariantCulture);

    /// <summary>The same with a sign where it is below 0, such as <c>-.034</c> or <c>1.250</c>.</summary>
    public static string Signed(double value) => (value < 0 ? "-" : "") + Fraction(Math.Abs(value));

    /// <summary>A share from 0 to 1 as a whole percentage.</summary>
    public static string Percent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + "%";

    /// <summary>A rate as a percentage, such as <c>10%</c> or <c>0.1%</c>.</summary>
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
}
