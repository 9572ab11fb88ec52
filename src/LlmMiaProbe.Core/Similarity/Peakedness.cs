namespace LlmMiaProbe.Similarity;

/// <summary>
/// CDD (Dong et al. 2024, arXiv 2402.15938): how many samples are almost the greedy text. Short answers, refusals and
/// strongly tuned models look peaked as well: compare with a reference model.
/// </summary>
internal static class Peakedness
{
    /// <summary>Tokens of each text that are looked at.</summary>
    public const int MostTokens = 100;

    public const double DefaultAlpha = 0.05;

    /// <summary>Share of the samples whose edit distance to the greedy text is at most alpha times the length of the longest text, 0 to 1.</summary>
    /// <param name="greedy">Tokens of the greedy continuation.</param>
    /// <param name="samples">Tokens of each sample; at least one.</param>
    /// <param name="alpha">0 to 1; 0 asks for equal texts.</param>
    public static double Of(int[] greedy, IReadOnlyList<int[]> samples, double alpha = DefaultAlpha)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(alpha);
        var start = Start(greedy);
        var bound = alpha * samples.Select(sample => Start(sample).Length).Append(start.Length).Max();
        return samples.Count(sample => EditDistance.Within(start, Start(sample), (int)bound) is not null) / (double)samples.Count;
    }

    private static int[] Start(int[] tokens) => tokens.Length <= MostTokens ? tokens : tokens[..MostTokens];
}
