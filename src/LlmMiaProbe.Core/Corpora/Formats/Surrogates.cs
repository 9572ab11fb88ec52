using System.Globalization;

namespace LlmMiaProbe.Corpora;

/// <summary>Halves of surrogate pairs that stand alone: text that has them has no UTF-8 form.</summary>
internal static class Surrogates
{
    private const int EscapeLength = 6;

    public static bool HasUnpaired(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('\uD800', '\uDFFF') is var found and >= 0)
        {
            text = text[found..];
            if (text.Length < 2 || !char.IsSurrogatePair(text[0], text[1]))
            {
                return true;
            }

            text = text[2..];
        }

        return false;
    }

    /// <summary>Whether JSON has an escape <c>\ud800</c> to <c>\udfff</c> without its other half.</summary>
    public static bool HasUnpairedEscape(ReadOnlySpan<byte> json)
    {
        while (json.IndexOf((byte)'\\') is var found and >= 0)
        {
            json = json[found..];
            var unit = UnitAt(json);
            if (char.IsLowSurrogate(unit) || (char.IsHighSurrogate(unit) && !char.IsLowSurrogate(UnitAt(json[EscapeLength..]))))
            {
                return true;
            }

            json = json[Math.Min(json.Length, char.IsHighSurrogate(unit) ? 2 * EscapeLength : 2)..];
        }

        return false;
    }

    // The code unit of the escape that the span begins with, or 0 if it begins otherwise.
    private static char UnitAt(ReadOnlySpan<byte> json) =>
        json.Length >= EscapeLength && json[0] == '\\' && json[1] == 'u'
        && ushort.TryParse(json.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : '\0';
}
