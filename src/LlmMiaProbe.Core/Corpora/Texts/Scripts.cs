namespace LlmMiaProbe.Corpora;

/// <summary>The script of a letter, as coarsely as telling two corpora apart needs.</summary>
internal static class Scripts
{
    public const string Latin = "Latin";
    public const string Han = "Han";
    public const string Kana = "Kana";
    public const string Other = "other script";

    private static readonly (char First, char Last, string Script)[] s_blocks =
    [
        ('A', '\u024F', Latin),
        ('\u0370', '\u03FF', "Greek"),
        ('\u0400', '\u052F', "Cyrillic"),
        ('\u0530', '\u058F', "Armenian"),
        ('\u0590', '\u05FF', "Hebrew"),
        ('\u0600', '\u077F', "Arabic"),
        ('\u0900', '\u0DFF', "Indic"),
        ('\u0E00', '\u0E7F', "Thai"),
        ('\u1100', '\u11FF', "Hangul"),
        ('\u1E00', '\u1EFF', Latin),
        ('\u1F00', '\u1FFF', "Greek"),
        ('\u3040', '\u30FF', Kana),
        ('\u3400', '\u9FFF', Han),
        ('\uAC00', '\uD7AF', "Hangul"),
    ];

    /// <summary>The script of a letter; other characters have none.</summary>
    public static string? Of(char character) => !char.IsLetter(character)
        ? null
        : Array.Find(s_blocks, block => character >= block.First && character <= block.Last).Script ?? Other;

    /// <summary>Whether words are not separated in the letter's script.</summary>
    public static bool IsWithoutSpaces(char character) =>
        character >= '\u0E00' && character is <= '\u0EFF' or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF');
}
