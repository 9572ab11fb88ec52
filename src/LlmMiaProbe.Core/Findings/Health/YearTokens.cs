using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Findings.Health;

/// <summary>Years that a text names: dates are what most often tells members from non-members without a model.</summary>
internal static class YearTokens
{
    public const int Earliest = 1500;
    private const int Latest = 2099;

    /// <summary>The latest token of four digits from 1500 to 2099; 0 if there is none.</summary>
    public static int LatestOf(ReadOnlySpan<char> normalised, IReadOnlyList<TextToken> tokens)
    {
        var latest = 0;
        foreach (var token in tokens)
        {
            if (token is { IsWord: true, Length: 4 } && TryRead(normalised.Slice(token.Start, 4), out var year))
            {
                latest = Math.Max(latest, year);
            }
        }

        return latest;
    }

    private static bool TryRead(ReadOnlySpan<char> token, out int year)
    {
        year = 0;
        foreach (var character in token)
        {
            if (!char.IsAsciiDigit(character))
            {
                return false;
            }

            year = (year * 10) + (character - '0');
        }

        return year is >= Earliest and <= Latest;
    }
}
