using System.Globalization;
using System.Text;

namespace LlmMiaProbe.Reporting.Html;

/// <summary>
/// Text of documents and models with everything that a reader cannot see, or that changes how its surroundings are
/// read, spelled out: controls, bidirectional formatting, invisible spaces, tags and halves of characters become
/// <c>[U+202E]</c>. Line feeds and tabs stay.
/// </summary>
internal static class VisibleText
{
    public static string Of(string text)
    {
        if (!NeedsSpelling(text))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var isWhole = Rune.TryGetRuneAt(text, i, out var rune);
            if (isWhole && !IsSpelled(rune))
            {
                visible.Append(rune.ToString());
            }
            else
            {
                visible.Append("[U+").Append((isWhole ? rune.Value : text[i]).ToString("X4", CultureInfo.InvariantCulture)).Append(']');
            }

            i += isWhole ? rune.Utf16SequenceLength - 1 : 0;
        }

        return visible.ToString();
    }

    private static bool NeedsSpelling(string text)
    {
        foreach (var c in text)
        {
            if (char.IsSurrogate(c) || IsSpelled(c))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSpelled(Rune rune) => rune.IsBmp ? IsSpelled((char)rune.Value) : rune.Value is >= 0xE0000 and <= 0xE0FFF;

    private static bool IsSpelled(char c) => c is not ('\n' or '\t') && (char.IsControl(c) || c is
        '\u00AD' or '\u061C' or '\u180E' or '\u200B' or '\u200E' or '\u200F'
        or (>= '\u2028' and <= '\u202E') or (>= '\u2060' and <= '\u206F') or '\uFEFF' or (>= '\uFFF9' and <= '\uFFFB') or '\uFFFE' or '\uFFFF');
}
