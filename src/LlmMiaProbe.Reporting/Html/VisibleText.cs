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
            if (char.IsSurrogate(c) || IsSpelled(new Rune(c)))
            {
                return true;
            }
        }

        return false;
    }

    // What terminals are spared.
    private static bool IsSpelled(Rune rune) =>
        rune.Value is not ('\n' or '\t') && (SafeText.IsUnsafe(rune) || rune.Value is 0xFFFE or 0xFFFF);
}
