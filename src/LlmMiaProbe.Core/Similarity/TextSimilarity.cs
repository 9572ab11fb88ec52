namespace LlmMiaProbe.Similarity;

/// <summary>
/// How alike a produced text is to a true one, measured on its words and characters in <see cref="ComparisonForm"/> and,
/// where it says raw, as given. Everything here can be large by chance or because a text is common property: show each
/// number beside the same number for a text that is known to be unrelated.
/// </summary>
public sealed record TextSimilarity
{
    // Texts of 90,000 words are measured whatever they are; of 200,000 words if at least four fifths are alike.
    private const long MostEditCells = 1L << 33;

    /// <summary>Words of the true text.</summary>
    public required int ReferenceWords { get; init; }

    /// <summary>Words of the produced text.</summary>
    public required int GeneratedWords { get; init; }

    /// <summary>Characters (code points) from the beginning that are equal, raw.</summary>
    public required int LeadingRawCharacters { get; init; }

    /// <summary>Words from the beginning that are equal.</summary>
    public required int LeadingWords { get; init; }

    /// <summary>Longest common stretch in characters, raw.</summary>
    public required int LongestRawCharacters { get; init; }

    /// <summary>Longest common stretch in characters.</summary>
    public required int LongestCharacters { get; init; }

    /// <summary>Longest common stretch in words, with its places.</summary>
    public required CommonSpan LongestWords { get; init; }

    /// <summary>Share of the words of the true text that were produced, in any order.</summary>
    public required double Rouge1Recall { get; init; }

    public required RougeL RougeL { get; init; }

    public required double Bleu { get; init; }

    /// <summary>1 - edit distance in words / words of the longer text; null for long texts that have little in common, because counting their differences would take too long.</summary>
    public required double? WordSimilarity { get; init; }

    /// <summary>See <see cref="NgramCoverage.Of"/>, from three words on.</summary>
    public required double Coverage { get; init; }

    /// <summary>See <see cref="NgramCoverage.CreativityIndex"/>.</summary>
    public required double CreativityIndex { get; init; }

    /// <summary>Of word 5-grams.</summary>
    public required double Jaccard { get; init; }

    public required NearVerbatimRecall NearVerbatim { get; init; }

    /// <exception cref="ArgumentException">The texts are too long for each other; see <see cref="LongestCommonSubsequence.MostCells"/>.</exception>
    public static TextSimilarity Measure(string reference, string generated)
    {
        var numbering = new WordNumbering();
        var (wanted, produced) = (numbering.Read(reference).Numbers, numbering.Read(generated).Numbers);
        var (rawWanted, rawProduced) = (Characters(reference), Characters(generated));
        return new TextSimilarity
        {
            ReferenceWords = wanted.Length,
            GeneratedWords = produced.Length,
            LeadingRawCharacters = rawWanted.AsSpan().CommonPrefixLength(rawProduced),
            LeadingWords = wanted.AsSpan().CommonPrefixLength(produced),
            LongestRawCharacters = LongestCommonSubstring.Find(rawWanted, rawProduced).Length,
            LongestCharacters = LongestCommonSubstring.Find(Characters(ComparisonForm.Of(reference)), Characters(ComparisonForm.Of(generated))).Length,
            LongestWords = LongestCommonSubstring.Find(wanted, produced),
            Rouge1Recall = Rouge.UnigramRecall(wanted, produced),
            RougeL = Rouge.Longest(wanted, produced),
            Bleu = Similarity.Bleu.Of(wanted, produced),
            WordSimilarity = SimilarityOf(wanted, produced),
            Coverage = NgramCoverage.Of(wanted, produced),
            CreativityIndex = NgramCoverage.CreativityIndex(wanted, produced),
            Jaccard = NgramJaccard.Of(wanted, produced),
            NearVerbatim = NearVerbatimRecall.Measure(wanted, produced),
        };
    }

    private static double? SimilarityOf(int[] wanted, int[] produced)
    {
        var longest = Math.Max(1, Math.Max(wanted.Length, produced.Length));
        return EditDistance.Within(wanted, produced, (int)Math.Min(int.MaxValue, MostEditCells / longest)) is { } distance ? 1 - ((double)distance / longest) : null;
    }

    /// <summary>Code points, so that a surrogate pair is one character.</summary>
    internal static int[] Characters(string text) => [.. text.EnumerateRunes().Select(rune => rune.Value)];
}
