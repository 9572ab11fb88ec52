namespace LlmMiaProbe.Similarity;

/// <summary>Recall-oriented overlap of words (Lin 2004), on numbered words. A text without words shares nothing: 0.</summary>
internal static class Rouge
{
    /// <summary>Share of the words of the true text that occur in the produced one, each at most as often as there (ROUGE-1 recall), 0 to 1.</summary>
    public static double UnigramRecall(int[] reference, int[] generated) => Recall(reference, generated, 1);

    /// <summary>The same for n-grams (ROUGE-N recall).</summary>
    public static double Recall(int[] reference, int[] generated, int n)
    {
        var total = reference.Length - n + 1;
        return total <= 0 ? 0 : (double)NgramOverlap.Count(reference, generated, n) / total;
    }

    /// <exception cref="ArgumentException">The sequences are too long for each other; see <see cref="LongestCommonSubsequence.MostCells"/>.</exception>
    public static RougeL Longest(ReadOnlySpan<int> reference, ReadOnlySpan<int> generated)
    {
        var length = LongestCommonSubsequence.Length(reference, generated);
        return length == 0
            ? default
            : new RougeL((double)length / reference.Length, (double)length / generated.Length, 2.0 * length / (reference.Length + generated.Length));
    }
}
