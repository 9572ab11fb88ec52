using System.Globalization;
using System.Text;

namespace LlmMiaProbe.Frequencies;

/// <summary>
/// Finds words and sentences in UTF-8, valid or not. A word is a run of letters, digits and marks, with single
/// apostrophes inside. A sentence ends after . ! ? … (and quotes or brackets behind it) before white space, after the
/// full stops of Chinese and Japanese, and at a blank line.
/// </summary>
internal static class SentenceWords
{
    private const string Apostrophes = "'’";
    private const string Ends = ".!?…";
    private const string WideEnds = "。！？";

    /// <summary>The words in order.</summary>
    public static IReadOnlyList<SentenceWord> Of(ReadOnlySpan<byte> utf8)
    {
        var words = new List<SentenceWord>();
        var (sentence, ended, lines) = (0, false, 0);
        for (var at = 0; at < utf8.Length;)
        {
            if (WordLength(utf8[at..]) is var length and > 0)
            {
                (sentence, ended, lines) = (ended || lines > 1 ? sentence + 1 : sentence, false, 0);
                words.Add(new SentenceWord(at, length, sentence));
                at += length;
                continue;
            }

            Rune.DecodeFromUtf8(utf8[at..], out var rune, out var consumed);
            at += consumed;
            lines += rune.Value == '\n' ? 1 : 0;
            ended |= Contains(WideEnds, rune) || (Contains(Ends, rune) && IsBeforeGap(utf8[at..]));
        }

        return words;
    }

    /// <summary>A word as it is counted: in lower case (invariant culture).</summary>
    public static string Spell(ReadOnlySpan<byte> utf8, SentenceWord word) => Encoding.UTF8.GetString(utf8.Slice(word.Start, word.Length)).ToLowerInvariant();

    private static int WordLength(ReadOnlySpan<byte> utf8)
    {
        var end = 0;
        for (var at = 0; at < utf8.Length;)
        {
            Rune.DecodeFromUtf8(utf8[at..], out var rune, out var consumed);
            at += consumed;
            if (IsOfWord(rune))
            {
                end = at;
            }
            else if (end == 0 || end != at - consumed || !Contains(Apostrophes, rune))
            {
                break;
            }
        }

        return end;
    }

    private static bool IsBeforeGap(ReadOnlySpan<byte> utf8)
    {
        for (var at = 0; at < utf8.Length;)
        {
            Rune.DecodeFromUtf8(utf8[at..], out var rune, out var consumed);
            at += consumed;
            if (Rune.IsWhiteSpace(rune))
            {
                return true;
            }

            if (!Contains(Ends, rune) && rune.Value != '"' && !Contains(Apostrophes, rune)
                && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.ClosePunctuation or UnicodeCategory.FinalQuotePunctuation))
            {
                return false;
            }
        }

        return true;
    }

    // An invalid byte is decoded as U+FFFD, which is in no word.
    private static bool IsOfWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool Contains(string characters, Rune rune) => rune.IsBmp && characters.Contains((char)rune.Value, StringComparison.Ordinal);
}

/// <summary>A word of a text.</summary>
/// <param name="Start">First byte of UTF-8.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sentence">0-based number of the sentence that it stands in.</param>
internal readonly record struct SentenceWord(int Start, int Length, int Sentence)
{
    public int End => Start + Length;
}
