using System.Globalization;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>Scores as readers see them, whatever their size; the page's script writes them alike.</summary>
internal static class ScoreWords
{
    private const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>Five digits that count, and powers of ten written out: <c>0.93312</c>, <c>1.8 × 10³⁰</c>.</summary>
    public static string Of(double score)
    {
        var size = Math.Abs(score);
        if (size == 0 || size is >= 1e-5 and < 1e7)
        {
            // Five digits that count, without an exponent.
            var digits = size == 0 ? 0 : (int)Math.Floor(Math.Log10(size));
            return Math.Round((decimal)score, Math.Clamp(4 - digits, 0, 9)).ToString("0.#########", CultureInfo.InvariantCulture);
        }

        var parts = score.ToString("0.0e+0", CultureInfo.InvariantCulture).Split('e');
        var power = int.Parse(parts[1], CultureInfo.InvariantCulture);
        var raised = string.Concat(Math.Abs(power).ToString(CultureInfo.InvariantCulture).Select(digit => Raised[digit - '0']));
        return $"{parts[0]} × 10{(power < 0 ? "⁻" : "")}{raised}";
    }
}
