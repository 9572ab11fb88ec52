using System.Text;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Similarity;

/// <summary>
/// Splits texts into words and numbers the words, the same word alike in all texts of one instance. A word is a run of
/// letters, digits and the marks on them; every other character separates. In scripts that do not separate words (Han,
/// kana, Thai, Lao) each character with its marks is a word. Words are compared in <see cref="ComparisonForm"/>.
/// </summary>
public sealed class WordNumbering
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _spelled;
    private readonly Dictionary<string, int> _spellings = new(StringComparer.Ordinal);

    public WordNumbering() => _spelled = _spellings.GetAlternateLookup<ReadOnlySpan<char>>();

    public WordSequence Read(string text)
    {
        var (numbers, starts, lengths) = (new List<int>(), new List<int>(), new List<int>());
        for (var start = 0; start < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(start), out var first, out var taken);
            var end = start + taken;
            if (Rune.IsLetterOrDigit(first))
            {
                end = EndOfWord(text, end, continues: !StandsAlone(first));
                numbers.Add(NumberOf(text.AsSpan(start, end - start)));
                starts.Add(start);
                lengths.Add(end - start);
            }

            start = end;
        }

        return new WordSequence([.. numbers], [.. starts], [.. lengths]);
    }

    /// <summary>The words of a text, numbered by themselves.</summary>
    public static WordSequence ReadAlone(string text) => new WordNumbering().Read(text);

    private static int EndOfWord(string text, int end, bool continues)
    {
        while (end < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(end), out var rune, out var taken);
            var joins = IsMark(rune) || (continues && (Rune.IsLetterOrDigit(rune) ? !StandsAlone(rune) : IsSoft(text, end)));
            if (!joins)
            {
                break;
            }

            end += taken;
        }

        return end;
    }

    // A soft hyphen joins two letters; at the end of a word it belongs to neither.
    private static bool IsSoft(string text, int at) =>
        ComparisonForm.IsInvisible(text[at]) && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]) && !Scripts.IsWithoutSpaces(text[at + 1]);

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is System.Globalization.UnicodeCategory.NonSpacingMark
        or System.Globalization.UnicodeCategory.SpacingCombiningMark
        or System.Globalization.UnicodeCategory.EnclosingMark;

    // Planes 2 and 3 hold ideographs only.
    private static bool StandsAlone(Rune rune) => rune.IsBmp ? Scripts.IsWithoutSpaces((char)rune.Value) : rune.Plane is 2 or 3;

    private int NumberOf(ReadOnlySpan<char> spelling)
    {
        if (!_spelled.TryGetValue(spelling, out var number))
        {
            var word = ComparisonForm.Of(spelling.ToString());
            if (!_numbers.TryGetValue(word, out number))
            {
                _numbers.Add(word, number = _numbers.Count);
            }

            _spelled[spelling] = number;
        }

        return number;
    }
}
