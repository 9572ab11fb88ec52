namespace LlmMiaProbe.Findings.Health;

/// <summary>How the languages and scripts of two sets differ, from a guess for each document.</summary>
/// <param name="Shares">Of every language that occurs, the most frequent first.</param>
/// <param name="Distance">Half the sum of the differences of the shares, 0 to 1.</param>
/// <param name="Separates">False: languages are described, not judged (earlier versions judged them).</param>
public sealed record LanguageShift(IReadOnlyList<LanguageShare> Shares, double Distance, bool Separates)
{
    /// <param name="first">The language of each document of the first set; at least one.</param>
    /// <param name="second">The language of each document of the second set; at least one.</param>
    public static LanguageShift Of(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        List<LanguageShare> shares =
        [
            .. first.Select(language => (Language: language, IsFirst: true)).Concat(second.Select(language => (Language: language, IsFirst: false)))
                .GroupBy(document => document.Language, StringComparer.Ordinal)
                .OrderByDescending(language => language.Count()).ThenBy(language => language.Key, StringComparer.Ordinal)
                .Select(
                    language => new LanguageShare(
                        language.Key, (double)language.Count(d => d.IsFirst) / first.Count, (double)language.Count(d => !d.IsFirst) / second.Count)),
        ];
        return new LanguageShift(shares, shares.Sum(share => Math.Abs(share.First - share.Second)) / 2, Separates: false);
    }
}

/// <param name="Language">A language of Latin script, another script, or <c>no letters</c>.</param>
/// <param name="First">Share of the documents of the first set, 0 to 1.</param>
/// <param name="Second">Share of the documents of the second set, 0 to 1.</param>
public sealed record LanguageShare(string Language, double First, double Second);
