namespace LlmMiaProbe.Corpora;

/// <summary>
/// Cuts normalised texts into tokens: runs of letters and digits, and every other character that is not white space by
/// itself. Letters of scripts that do not separate words are tokens of their own.
/// </summary>
internal static class TextTokens
{
    /// <summary>Characters of a text that are looked at.</summary>
    public const int MostCharacters = 200_000;

    /// <summary>The tokens of a text in order, as hashes.</summary>
    /// <param name="normalised">In the form of <see cref="Corpora.NormalisedText"/>.</param>
    /// <param name="words">Receives the tokens; cleared first.</param>
    public static void Read(ReadOnlySpan<char> normalised, List<TextToken> words)
    {
        words.Clear();
        normalised = normalised[..Math.Min(normalised.Length, MostCharacters)];
        for (var start = 0; start < normalised.Length;)
        {
            var end = start + 1;
            if (IsWordLetter(normalised[start]))
            {
                while (end < normalised.Length && IsWordLetter(normalised[end]))
                {
                    end++;
                }
            }

            if (!char.IsWhiteSpace(normalised[start]))
            {
                words.Add(new TextToken(start, end - start, StableHash.Of(normalised[start..end]), char.IsLetterOrDigit(normalised[start])));
            }

            start = end;
        }
    }

    private static bool IsWordLetter(char character) => char.IsLetterOrDigit(character) && !Scripts.IsWithoutSpaces(character);
}

/// <summary>A token of a text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">In characters.</param>
/// <param name="Hash">The same for equal tokens.</param>
/// <param name="IsWord">Letters or digits.</param>
internal readonly record struct TextToken(int Start, int Length, ulong Hash, bool IsWord);
