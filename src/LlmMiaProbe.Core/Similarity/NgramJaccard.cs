namespace LlmMiaProbe.Similarity;

/// <summary>Distinct n-grams that both texts have, over distinct n-grams that any has: a quick screen.</summary>
public static class NgramJaccard
{
    public const int DefaultLength = 5;

    /// <returns>0 to 1; 0 if neither text has an n-gram.</returns>
    public static double Of(int[] first, int[] second, int n = DefaultLength)
    {
        var (left, right) = NgramNumbers.Of(first, second, n);
        var union = left.ToHashSet();
        var (leftCount, rightSet) = (union.Count, right.ToHashSet());
        union.UnionWith(rightSet);
        return union.Count == 0 ? 0 : (double)(leftCount + rightSet.Count - union.Count) / union.Count;
    }
}
