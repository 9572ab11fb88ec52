namespace LlmMiaProbe.Similarity;

/// <summary>
/// BLEU (Papineni et al. 2002) of one produced text against one true text: geometric mean of the modified precisions of
/// 1- to 4-grams, times the brevity penalty. 0.75 has been used as the border of a near copy (Ippolito et al. 2022).
/// </summary>
/// <remarks>
/// Smoothed as in NIST's mteval and sacreBLEU ("exp"): the k-th order without a match counts as 1 / (2^k · n-grams). A text
/// shorter than four words uses the orders that it has.
/// </remarks>
internal static class Bleu
{
    private const int LongestNgram = 4;

    /// <returns>0 to 1; 0 if not one word is shared.</returns>
    public static double Of(int[] reference, int[] generated)
    {
        var orders = Math.Min(LongestNgram, generated.Length);
        if (orders == 0 || NgramOverlap.Count(reference, generated, 1) == 0)
        {
            return 0;
        }

        var (logarithms, penalty) = (0.0, 1.0);
        for (var n = 1; n <= orders; n++)
        {
            var matches = NgramOverlap.Count(reference, generated, n);
            logarithms += Math.Log((matches > 0 ? matches : penalty /= 2) / (generated.Length - n + 1));
        }

        var brevity = generated.Length >= reference.Length ? 0 : 1 - ((double)reference.Length / generated.Length);
        return Math.Exp((logarithms / orders) + brevity);
    }

    /// <summary>Share of the n-grams of the produced text that the true one has, each at most as often as there; 0 if there are none.</summary>
    public static double ModifiedPrecision(int[] reference, int[] generated, int n)
    {
        var total = generated.Length - n + 1;
        return total <= 0 ? 0 : (double)NgramOverlap.Count(reference, generated, n) / total;
    }
}
