namespace LlmMiaProbe.Similarity;

/// <summary>
/// How much of the true text is covered by n-grams that were produced (Hallinan et al. 2025, arXiv 2508.09603). Longer
/// common stretches consist of n-grams, so only the least length matters.
/// </summary>
public static class NgramCoverage
{
    public const int DefaultShortest = 3;

    private const int CreativityFrom = 2;
    private const int CreativityTo = 12;

    /// <summary>Share of the words of the true text inside a stretch of at least so many words that the produced text has too, 0 to 1.</summary>
    public static double Of(int[] reference, int[] generated, int shortest = DefaultShortest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shortest, 1);
        return Covered(Matches(reference, generated), shortest);
    }

    /// <summary>
    /// Sum of the coverages for n = 2 to 12, 0 to 11. It is called creativity index after Lu et al. (2024, arXiv 2410.04265),
    /// who sum 1 - coverage; as in Hallinan's attack a higher value here means more copying.
    /// </summary>
    public static double CreativityIndex(int[] reference, int[] generated)
    {
        var matches = Matches(reference, generated);
        return Enumerable.Range(CreativityFrom, CreativityTo - CreativityFrom + 1).Sum(n => Covered(matches, n));
    }

    private static int[] Matches(int[] reference, int[] generated) =>
        [.. new SuffixAutomaton(generated).Match(reference).Select(match => match.Length)];

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
