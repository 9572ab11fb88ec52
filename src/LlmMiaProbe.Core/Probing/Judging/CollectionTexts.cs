using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>Measures texts for <see cref="DatasetInference"/>.</summary>
internal static class CollectionTexts
{
    /// <summary>What is known of a text that was not kept.</summary>
    public static TextCovariates Without(DocumentFacts facts) => new(facts.ByteLength, (facts.ZlibLength ?? 0) / (double)Math.Max(1, facts.ByteLength));

    /// <param name="text">As it was scored.</param>
    /// <param name="facts">Of the text.</param>
    /// <returns>With its words as the blind baseline sees them.</returns>
    public static (TextCovariates Measured, int[] Features, byte[] Counts) Of(string text, DocumentFacts facts)
    {
        var normalised = NormalisedText.Of(text);
        var tokens = new List<TextToken>();
        TextTokens.Read(normalised, tokens);
        var (features, counts) = WordFeatures.Of(tokens);
        double Share(Func<char, bool> isCounted) => text.Count(isCounted) / (double)Math.Max(1, text.Length);
        var measured = Without(facts) with
        {
            CharactersPerWord = tokens.Sum(token => (double)token.Length) / Math.Max(1, tokens.Count),
            Digits = Share(char.IsDigit),
            Capitals = Share(char.IsUpper),
            NotAscii = Share(character => !char.IsAscii(character)),
            LatestYear = YearTokens.LatestOf(normalised, tokens),
            Language = Language.Of(normalised, tokens),
        };
        return (measured, features, counts);
    }
}
