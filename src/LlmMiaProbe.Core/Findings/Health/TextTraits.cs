using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Findings.Health;

/// <summary>Numbers that describe a text as a whole: what sets differ in although they share their words.</summary>
internal static class TextTraits
{
    /// <summary>Documents that a language needs to count as a trait.</summary>
    private const int LeastOfLanguage = 5;

    /// <summary>
    /// Logarithm of the bytes and its square, whether a year is named and which is the latest, characters a token, and the shares of
    /// marks among the tokens and of digits, capitals, other than ASCII and line ends among the characters.
    /// </summary>
    /// <param name="document">Its text is read as it was given.</param>
    /// <param name="tokens">Of its normalised text.</param>
    /// <param name="latestYear">See <see cref="YearTokens"/>.</param>
    public static double[] Of(Document document, IReadOnlyList<TextToken> tokens, int latestYear)
    {
        var (marks, characters) = (0, 0L);
        foreach (var token in tokens)
        {
            marks += token.IsWord ? 0 : 1;
            characters += token.Length;
        }

        var (digits, capitals, foreign, lines) = (0, 0, 0, 0);
        foreach (var character in document.Text)
        {
            digits += char.IsDigit(character) ? 1 : 0;
            capitals += char.IsUpper(character) ? 1 : 0;
            foreign += char.IsAscii(character) ? 0 : 1;
            lines += character == '\n' ? 1 : 0;
        }

        var bytes = Math.Log(1 + document.ByteLength);
        var (length, count) = ((double)Math.Max(1, document.Text.Length), (double)Math.Max(1, tokens.Count));
        return
        [
            bytes, bytes * bytes, latestYear == 0 ? 0 : 1, latestYear == 0 ? 0 : latestYear - YearTokens.Earliest,
            characters / count, marks / count, digits / length, capitals / length, foreign / length, lines / length,
        ];
    }

    /// <summary>The same with a 1 for the language of each document and a 0 for every other that occurs often enough.</summary>
    public static double[][] WithLanguages(IReadOnlyList<DocumentTraits> documents)
    {
        var languages = documents.GroupBy(document => document.Language, StringComparer.Ordinal).Where(language => language.Count() >= LeastOfLanguage)
            .Select(language => language.Key).Order(StringComparer.Ordinal).ToList();
        return [.. documents.Select(document => (double[])[.. document.Style, .. languages.Select(language => document.Language == language ? 1.0 : 0)])];
    }
}

/// <summary>What is remembered of a document to tell sets apart; from none of it can the text be read again.</summary>
/// <param name="Place">Number of the document among all of the run.</param>
/// <param name="Key">A number that stands for its id.</param>
/// <param name="Group">Author or source, or null.</param>
/// <param name="ByteLength">Bytes of UTF-8.</param>
/// <param name="LatestYear">0 if it names none.</param>
/// <param name="Language">See <see cref="Health.Language"/>.</param>
/// <param name="Style">See <see cref="TextTraits"/>.</param>
/// <param name="Features">See <see cref="WordFeatures"/>.</param>
/// <param name="Counts">How often each occurs.</param>
internal sealed record DocumentTraits(
    int Place, ulong Key, string? Group, int ByteLength, int LatestYear, string Language, double[] Style, int[] Features, byte[] Counts);
