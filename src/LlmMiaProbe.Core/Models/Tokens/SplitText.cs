using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Models;

/// <summary>A text cut between two words; both parts together are the text.</summary>
/// <param name="Beginning">What a model is given.</param>
/// <param name="Rest">What follows, from the white space before its first word on.</param>
public readonly record struct SplitText(string Beginning, string Rest)
{
    /// <summary>
    /// Cuts after floor(share · words) words, at least one of which must stand on either side; null for a text that is too short. White
    /// space separates words; in scripts without spaces (Han, kana, Thai, Lao) each character with its marks is a word.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="share">Above 0 and below 1.</param>
    public static SplitText? Of(string text, double share)
    {
        var ends = new List<int>();
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsWhiteSpace(text[i])
                && (i + 1 == text.Length
                    || char.IsWhiteSpace(text[i + 1])
                    || StartsWord(text[i + 1])
                    || (StartsWord(text[i]) && char.IsLetterOrDigit(text[i + 1]))))
            {
                ends.Add(i + 1);
            }
        }

        var words = (int)(share * ends.Count);
        return words >= 1 && words < ends.Count ? new SplitText(text[..ends[words - 1]], text[ends[words - 1]..]) : null;
    }

    // Not the half of a surrogate pair, and not a mark on the character before.
    private static bool StartsWord(char character) => Scripts.IsWithoutSpaces(character) && char.IsLetter(character);
}
