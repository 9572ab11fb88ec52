using System.Globalization;
using System.Text;

namespace LlmMiaProbe.Evidence;

/// <summary>
/// The text in lower case by Unicode's full mapping without regard to language (The Unicode Standard, section 3.13), which is
/// Python's <c>str.lower</c> and so what published code scores: İ becomes i with a dot above, and Σ at the end of a word ς. The
/// runtime's own mapping keeps İ and makes every Σ a σ.
/// </summary>
internal sealed record LowercaseText() : TextVariant("lowercase")
{
    // Characters within words that decide nothing: Word_Break of MidLetter, MidNumLet and Single_Quote.
    private const string InsideWords = "'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";

    public override string Apply(string text)
    {
        if (!text.AsSpan().ContainsAny('\u0130', '\u03A3'))
        {
            return text.ToLowerInvariant();
        }

        var lower = new StringBuilder(text.Length + 1);
        for (var i = 0; i < text.Length; i++)
        {
            _ = text[i] switch
            {
                '\u0130' => lower.Append("i\u0307"),
                '\u03A3' => lower.Append(EndsWord(text, i) ? '\u03C2' : '\u03C3'),
                var other => lower.Append(other),
            };
        }

        return lower.ToString().ToLowerInvariant();
    }

    /// <summary>Unicode's Final_Sigma: a letter with case before it, and none behind it.</summary>
    private static bool EndsWord(string text, int at) =>
        Next(text, at, -1) is { } before && IsCased(before) && !(Next(text, at, +1) is { } after && IsCased(after));

    private static Rune? Next(string text, int at, int step)
    {
        for (var i = at + step; i >= 0 && i < text.Length; i += step)
        {
            var start = char.IsLowSurrogate(text[i]) && i > 0 && step < 0 ? i - 1 : i;
            if (!Rune.TryGetRuneAt(text, start, out var rune))
            {
                return null;
            }

            if (!IsIgnorable(rune))
            {
                return rune;
            }

            i = step < 0 ? start : start + rune.Utf16SequenceLength - 1;
        }

        return null;
    }

    private static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsIgnorable(Rune rune) => (rune.IsBmp && InsideWords.Contains((char)rune.Value))
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
