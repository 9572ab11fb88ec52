using System.Text;

namespace LlmMiaProbe.Extraction;

/// <summary>Where bytes of UTF-8 fall in a text.</summary>
internal static class Utf8Place
{
    /// <summary>The first character that begins so many bytes into a text, or after them.</summary>
    public static int CharacterAtOrAfter(string text, int bytes)
    {
        var (character, seen) = (0, 0);
        while (seen < bytes)
        {
            (character, seen) = Next(text, character, seen);
        }

        return character;
    }

    /// <summary>The last character that begins at most so many bytes into a text; its length if all do.</summary>
    public static int CharacterAtOrBefore(string text, int bytes)
    {
        var (character, seen) = (0, 0);
        while (character < text.Length && Next(text, character, seen) is var next && next.Bytes <= bytes)
        {
            (character, seen) = next;
        }

        return character;
    }

    private static (int Character, int Bytes) Next(string text, int character, int bytes)
    {
        var rune = Rune.GetRuneAt(text, character);
        return (character + rune.Utf16SequenceLength, bytes + rune.Utf8SequenceLength);
    }
}
