namespace LlmMiaProbe.Similarity;

/// <summary>
/// How much of the true text is covered by n-grams that were produced (Hallinan et al. 2025, arXiv 2508.09603). Longer
/// common stretches consist of n-grams, so only the least length matters.
/// </summary>
internal static class NgramCoverage
{
    public const int DefaultShortest = 3;

    /// <summary>Share of the words of the true text inside a stretch of at least so many words that the produced text has too, 0 to 1.</summary>
    public static double Of(int[] reference, int[] generated, int shortest = DefaultShortest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shortest, 1);
        return Covered([.. new SuffixAutomaton(generated).Match(reference).Select(match => match.Length)], shortest);
    }

    /// <param name="matches">For each word the length of the longest common stretch that ends with it.</param>
    /// <param name="shortest">Stretches that count.</param>
    private static double Covered(int[] matches, int shortest)
    {
        var (covered, end) = (0, 0);
        for (var i = 0; i < matches.Length; i++)
        {
            if (matches[i] >= shortest)
            {
                covered += i + 1 - Math.Max(end, i + 1 - matches[i]);
                end = i + 1;
            }
        }

        return matches.Length == 0 ? 0 : (double)covered / matches.Length;
    }
}
