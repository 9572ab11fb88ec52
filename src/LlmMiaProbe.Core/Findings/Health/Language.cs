using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Findings.Health;

/// <summary>A guess at the language of a text: its most frequent script, and for Latin the language most of whose commonest words occur.</summary>
internal static class Language
{
    public const string None = "no letters";

    private static readonly (string Name, string[] Words)[] s_languages =
    [
        ("Dutch", ["de", "het", "een", "van", "en", "dat", "niet", "zijn", "op", "te", "met", "voor", "aan", "er", "ook"]),
        ("English", ["the", "of", "and", "to", "in", "that", "is", "was", "it", "for", "with", "as", "his", "her", "you", "not"]),
        ("French", ["le", "la", "les", "de", "des", "et", "un", "une", "est", "que", "dans", "pour", "qui", "pas", "au", "du"]),
        ("German", ["der", "die", "das", "und", "ist", "nicht", "ein", "eine", "zu", "den", "mit", "von", "sich", "auf", "dem", "auch"]),
        ("Italian", ["il", "di", "che", "la", "e", "un", "una", "per", "non", "con", "del", "della", "sono", "gli", "anche"]),
        ("Portuguese", ["o", "os", "de", "que", "e", "do", "da", "em", "um", "uma", "para", "com", "não", "as", "se", "dos"]),
        ("Spanish", ["el", "la", "los", "las", "de", "que", "y", "en", "un", "una", "por", "con", "para", "no", "se", "del"]),
    ];

    private static readonly Dictionary<ulong, int> s_languagesOf = s_languages
        .SelectMany((language, i) => language.Words.Select(word => (Hash: StableHash.Of(word), Bit: 1 << i)))
        .GroupBy(word => word.Hash)
        .ToDictionary(word => word.Key, word => word.Aggregate(0, (bits, entry) => bits | entry.Bit));

    /// <param name="normalised">In the form of <see cref="Corpora.NormalisedText"/>.</param>
    /// <param name="tokens">Its tokens.</param>
    public static string Of(ReadOnlySpan<char> normalised, IReadOnlyList<TextToken> tokens)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var character in normalised)
        {
            if (Scripts.Of(character) is { } script)
            {
                counts[script] = counts.GetValueOrDefault(script) + 1;
            }
        }

        if (counts.Count == 0)
        {
            return None;
        }

        var most = counts.MaxBy(count => count.Value).Key;
        return most switch
        {
            Scripts.Latin => OfWords(tokens),
            Scripts.Han or Scripts.Kana => counts.GetValueOrDefault(Scripts.Kana) * 10 > counts.GetValueOrDefault(Scripts.Han) ? "Japanese" : "Chinese",
            _ => most,
        };
    }

    private static string OfWords(IReadOnlyList<TextToken> tokens)
    {
        var hits = new int[s_languages.Length];
        foreach (var token in tokens)
        {
            var languages = token.IsWord ? s_languagesOf.GetValueOrDefault(token.Hash) : 0;
            for (var i = 0; i < hits.Length; i++)
            {
                hits[i] += (languages >> i) & 1;
            }
        }

        var best = hits.Max();
        return best == 0 ? "other Latin" : s_languages[Array.IndexOf(hits, best)].Name;
    }
}
