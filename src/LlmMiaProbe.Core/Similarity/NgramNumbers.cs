namespace LlmMiaProbe.Similarity;

/// <summary>Numbers the n-grams of two sequences, equal for equal n-grams and only for those.</summary>
internal static class NgramNumbers
{
    /// <returns>The number of the n-gram that begins at each place; empty for a sequence shorter than n.</returns>
    public static (int[] First, int[] Second) Of(int[] first, int[] second, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        if (n == 1)
        {
            return (first, second);
        }

        // An n-gram is a pair of shorter ones, which halves n at each step.
        var (head, tail) = (n / 2, n - (n / 2));
        var heads = Of(first, second, head);
        var tails = head == tail ? heads : Of(first, second, tail);
        var numbers = new Dictionary<(int, int), int>();
        return (Join(heads.First, tails.First, head, first.Length - n + 1, numbers), Join(heads.Second, tails.Second, head, second.Length - n + 1, numbers));
    }

    private static int[] Join(int[] heads, int[] tails, int offset, int count, Dictionary<(int, int), int> numbers)
    {
        var joined = new int[Math.Max(0, count)];
        for (var i = 0; i < joined.Length; i++)
        {
            var pair = (heads[i], tails[i + offset]);
            if (!numbers.TryGetValue(pair, out joined[i]))
            {
                numbers.Add(pair, joined[i] = numbers.Count);
            }
        }

        return joined;
    }
}
