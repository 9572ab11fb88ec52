namespace LlmMiaProbe.Similarity;

/// <summary>
/// The longest stretch that two sequences of tokens, words or characters have in common without a gap; linear time. Seen
/// as thresholds: 50 tokens (Nasr et al. 2023, arXiv 2311.17035), 50 characters (Aerni et al. 2024, arXiv 2411.10242).
/// </summary>
internal static class LongestCommonSubstring
{
    /// <summary>The first one in the produced sequence if there are several, at its first place in the true one.</summary>
    public static CommonSpan Find(int[] reference, int[] generated)
    {
        var best = default(CommonSpan);
        var end = 0;
        foreach (var (length, firstEnd) in new SuffixAutomaton(reference).Match(generated))
        {
            end++;
            if (length > best.Length)
            {
                best = new CommonSpan(firstEnd - length + 1, end - length, length);
            }
        }

        return best;
    }
}
