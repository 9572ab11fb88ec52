using System.Globalization;
using System.Text;

namespace LlmMiaProbe.Words;

/// <summary>
/// Characters that a terminal obeys or that nobody sees, made visible: whoever wrote a model's name or an endpoint's error must not be able
/// to move the cursor, colour a line, turn its order round or hide a part of it.
/// </summary>
public static class SafeText
{
    /// <summary>
    /// The same text with such characters as <c>\u202E</c>: controls (but line ends and tabs), C1, bidirectional and other invisible
    /// format characters (but joiners and the soft hyphen), line and paragraph separators, and halves of characters. Inside a JSON string that is
    /// the same text still.
    /// </summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var first = FirstUnsafe(text);
        if (first < 0)
        {
            return text;
        }

        var safe = new StringBuilder(text, 0, first, text.Length + 16);
        for (var i = first; i < text.Length; i++)
        {
            var length = SafeLength(text, i);
            if (length == 0)
            {
                Escape(safe, text, ref i);
            }
            else
            {
                safe.Append(text, i, length);
                i += length - 1;
            }
        }

        return safe.ToString();
    }

    /// <summary>The text with its line ends as <c>\u000A</c>: a name inside a sentence must not begin a line that reads as one of the program's.</summary>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace("\r", "\\u000D", StringComparison.Ordinal).Replace("\n", "\\u000A", StringComparison.Ordinal);
    }

    private static int FirstUnsafe(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var length = SafeLength(text, i);
            if (length == 0)
            {
                return i;
            }

            i += length - 1;
        }

        return -1;
    }

    /// <summary>How many characters from here on are safe: 1, or 2 of a pair; 0 if the one here is not.</summary>
    private static int SafeLength(string text, int i)
    {
        var c = text[i];
        if (c is >= ' ' and < '\u007F' or '\n' or '\t')
        {
            return 1;
        }

        // The end of a line on Windows and in CSV; alone it would let what follows overwrite the line.
        if (c == '\r')
        {
            return i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
        }

        if (!Rune.TryGetRuneAt(text, i, out var rune))
        {
            return 0;
        }

        return IsUnsafe(rune) ? 0 : rune.Utf16SequenceLength;
    }

    /// <summary>Whether a terminal obeys a character, or nobody sees it and no script needs it. Line ends and tabs are left to the caller.</summary>
    public static bool IsUnsafe(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate => true,

        // Signs that stand before numbers in Arabic, Syriac and Kaithi are format characters, too, and can be seen. Without the two joiners some
        // scripts and many emoji cannot be read, and a soft hyphen is a part of ordinary text: none moves the cursor or turns the direction.
        UnicodeCategory.Format => rune.Value is not (>= 0x600 and <= 0x605 or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD
            or 0x00AD or 0x200C or 0x200D),

        // Letters, marks and unassigned characters that are drawn as nothing.
        _ => rune.Value is 0x34F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2065 or 0x3164 or 0xFFA0 or >= 0xFFF0 and <= 0xFFF8
            or >= 0xE0000 and <= 0xE0FFF,
    };

    private static void Escape(StringBuilder safe, string text, ref int i)
    {
        var pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
        safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
        if (pair)
        {
            i++;
            safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
        }
    }
}
